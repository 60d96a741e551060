package cluster

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tradeoff/diversity"
)

var arrayPart = regexp.MustCompile(`^([0-9]{1,6})(?:-([0-9]{1,6}))?$`)

// validArray accepts numbers of tasks and ranges of them, each below Tasks.
func (o Slurm) validArray() error {
	for part := range strings.SplitSeq(o.Array, ",") {
		if !o.validPart(part) {
			return diversity.Invalid("Slurm.Array", fmt.Sprintf("%q", o.Array),
				fmt.Sprintf(`numbers 0..%d and ranges of them, such as "3,7" or "0-3"`, o.Tasks-1))
		}
	}
	return nil
}

func (o Slurm) validPart(part string) bool {
	match := arrayPart.FindStringSubmatch(part)
	if match == nil {
		return false
	}
	first, err := strconv.Atoi(match[1])
	if err != nil || first >= o.Tasks {
		return false
	}
	if match[2] == "" {
		return true
	}
	last, err := strconv.Atoi(match[2])
	return err == nil && first <= last && last < o.Tasks
}
