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

// writtenBy returns how many bytes process pid has sent to the disk; 0 if the system does not tell. A database
// server is another process.
// Source: proc_pid_io(5), write_bytes.
func writtenBy(pid int) (bytes int64) {
	all, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(all)) {
		if n, found := strings.CutPrefix(strings.TrimSpace(line), "write_bytes: "); found {
			bytes, _ = strconv.ParseInt(n, 10, 64)
		}
	}
	return bytes
}

// kilobytes returns written divided by n, in kilobytes.
func kilobytes(written int64, n int) float64 {
	return round(float64(written) / 1000 / float64(max(n, 1)))
}

// perResponse returns used divided by n, in microseconds.
func perResponse(used time.Duration, n int) float64 {
	return round(float64(used.Microseconds()) / float64(max(n, 1)))
}
