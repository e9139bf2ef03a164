package app

import "golang.org/x/sys/unix"

// freeBytes returns how many bytes an ordinary user can still write to the disk of
// folder.
func freeBytes(folder string) (uint64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return uint64(disk.Bavail) * uint64(disk.Bsize), nil
}
