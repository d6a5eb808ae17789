"""External ids: records named by a field that another system fills (header `X-EXTERNAL`).

What a request names so is found before its operation runs, which sees ids alone; what it answers
is turned back into the names that the client knows. Read `request` first.
"""
