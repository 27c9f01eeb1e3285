"""The kinds of credentials, a file each: who shows one, and what must go on being so. Knows no RPC."""
