// Package timing measures what %time and %timeit ask for in a cell: the kernel calls it around their statements.
package timing

import (
	"fmt"
	"math"
	"slices"
	"syscall"
	"time"
)

// Timer runs from [Start] to Stop.
type Timer struct {
	started time.Time
	used    time.Duration
}

// Start starts a timer.
func Start() Timer { return Timer{time.Now(), used()} }

// Stop prints the time that has passed, and the time that processors have spent on this program and on those that it
// has waited for.
func (t Timer) Stop() {
	passed := time.Since(t.started)
	fmt.Printf("Wall time: %v, CPU time: %v\n", rounded(passed), rounded(used()-t.used))
}

// used is the processor time of this process, and of its children that have ended.
func used() (total time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			total += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return total
}

// The plan of Repeat: as many calls to a round as take this long, and so many rounds.
const (
	roundTime = 200 * time.Millisecond
	rounds    = 7
)

// Repeat calls a function often, and prints the mean and the standard deviation of a call's time over rounds. One whose
// first call takes longer than a round is called once in each.
func Repeat(f func()) { repeat(f, roundTime) }

func repeat(f func(), round time.Duration) {
	calls := 1
	for {
		passed := timed(f, calls)
		if passed >= round/10 || calls >= math.MaxInt32 {
			calls = max(1, int(float64(calls)*float64(round)/float64(max(passed, 1))))
			break
		}
		calls *= 10
	}
	var list []float64
	for range rounds {
		list = append(list, float64(timed(f, calls))/float64(calls))
	}
	mean, deviation := moments(list)
	fmt.Printf("%v ± %v per loop (mean and standard deviation of %d runs, %d loops each)\n",
		rounded(time.Duration(mean)), rounded(time.Duration(deviation)), rounds, calls)
}

func timed(f func(), calls int) time.Duration {
	started := time.Now()
	for range calls {
		f()
	}
	return time.Since(started)
}

// moments are the mean and the standard deviation of a sample.
func moments(list []float64) (mean, deviation float64) {
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		deviation += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(deviation / float64(len(list)-1))
}

// rounded is a time to three digits.
func rounded(d time.Duration) time.Duration {
	steps := []time.Duration{
		time.Second * 10, time.Second, time.Millisecond * 100, time.Millisecond * 10, time.Millisecond,
		time.Microsecond * 100, time.Microsecond * 10, time.Microsecond, 100, 10,
	}
	if i := slices.IndexFunc(steps, func(step time.Duration) bool { return d >= 100*step }); i >= 0 {
		return d.Round(steps[i])
	}
	return d
}

// Use takes the value of an expression that is only timed.
//
//go:noinline
func Use(...any) {}
