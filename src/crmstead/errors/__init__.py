"""Every error the server answers, and the two ways to raise one."""
