package cli

import "syscall"

// makeFilesPrivate makes every file that this process creates from now on readable by
// its owner only, whatever the library that creates it asks for.
func makeFilesPrivate() { syscall.Umask(0o077) }
