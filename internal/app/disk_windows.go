package app

import "golang.org/x/sys/windows"

// freeBytes returns how many bytes this user can still write to the disk of folder.
func freeBytes(folder string) (free uint64, err error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	return free, windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
}
