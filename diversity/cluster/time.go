package cluster

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"tradeoff/diversity"
)

var (
	daysForm  = regexp.MustCompile(`^(\d{1,4})-(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?$`)
	clockForm = regexp.MustCompile(`^(?:(\d{1,4}):)?(\d{1,6}):(\d{1,2})$`)
	minutes   = regexp.MustCompile(`^\d{1,6}$`)
)

// ParseTime reads a time limit as Slurm's users write it, or as Go does: "90" (minutes), "90:00", "1:30:00", "2-12"
// (days and hours), "2-12:00", "2-12:00:00", "90m", "1h30m". The error wraps diversity.ErrInvalid.
func ParseTime(text string) (time.Duration, error) {
	if minutes.MatchString(text) {
		return amount(text, time.Minute), nil
	}
	if match := clockForm.FindStringSubmatch(text); match != nil {
		return amount(match[1], time.Hour) + amount(match[2], time.Minute) + amount(match[3], time.Second), nil
	}
	if match := daysForm.FindStringSubmatch(text); match != nil {
		return amount(match[1], 24*time.Hour) + amount(match[2], time.Hour) + amount(match[3], time.Minute) + amount(match[4],
			time.Second), nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return d, nil
	}
	return 0, diversity.Invalid("time", fmt.Sprintf("%q", text),
		`such as "90" (minutes), "1:30:00", "2-12:00:00" or "90m"`)
}

// amount is so many units; none if the text is empty. The patterns leave nothing else to go wrong.
func amount(digits string, unit time.Duration) time.Duration {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return time.Duration(n) * unit
}
