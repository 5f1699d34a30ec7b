"""Packages for Linux, made of what `./dev build` built."""
