"""Fields made, changed and removed by the API (platform reference 2.3)."""
