package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ownCPU returns the CPU time that this process has used.
func ownCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// cpuOf returns the CPU time that process pid has used, to the hundredth of a second; 0 if the
// system does not tell.
// Source: proc_pid_stat(5), fields 14 and 15, in ticks of which Linux has 100 a second.
func cpuOf(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, fields, _ := strings.Cut(string(stat), ") ") // behind the name, which may contain spaces
	all := strings.Fields(fields)
	if len(all) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(all[11], 10, 64)
	system, _ := strconv.ParseInt(all[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// perResponse returns used divided by n, in microseconds.
func perResponse(used time.Duration, n int) float64 {
	return round(float64(used.Microseconds()) / float64(max(n, 1)))
}
