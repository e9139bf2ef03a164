package main

import (
	"os"
	"strconv"
	"syscall"
)

// lowPriority is the niceness of commands that work beside a server: it gets about nine times
// as much of a busy processor as they do.
const lowPriority = 10

// giveWay lowers the priority of this process, so that people who respond do not wait for a
// command that counts, checks or copies on the same machine. It is only a help, so that errors
// do not matter.
func giveWay() {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, lowPriority)
	// On Linux a priority is that of one thread, and new threads have that of the thread that
	// starts them.
	threads, _ := os.ReadDir("/proc/self/task")
	for _, thread := range threads {
		if id, err := strconv.Atoi(thread.Name()); err == nil {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, lowPriority)
		}
	}
}
