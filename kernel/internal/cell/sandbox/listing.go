package sandbox

import (
	"os"
	"strconv"
	"strings"
)

// listing are the arguments with which ps lists every process of the user: its number, its command line and its
// environment.
var listing = []string{"axeww", "-o", "pid=", "-o", "command="}

// withSetting finds the processes in such a list that have a setting in their environment, other than this one.
func withSetting(list, setting string) (found []int) {
	for line := range strings.Lines(list) {
		number, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		pid, err := strconv.Atoi(number)
		if err == nil && pid != os.Getpid() && strings.Contains(rest+" ", " "+setting+" ") {
			found = append(found, pid)
		}
	}
	return found
}
