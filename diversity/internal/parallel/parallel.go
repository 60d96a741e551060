// Package parallel shares work among the processors, and turns a panic of a user's law into an error.
package parallel

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"tradeoff/diversity/laws"
)

// Do works on every i below count, on as many goroutines as there are processors. Each goroutine calls newWorker once,
// so that what it returns can own its memory, and the function that it got with one i after the other. A panic of a
// user's law becomes an error. It returns when all goroutines have ended, with the context's error once that is
// cancelled.
func Do(ctx context.Context, count int, newWorker func() func(i int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	failures := make([]error, min(runtime.GOMAXPROCS(0), count))
	for worker := range failures {
		wait.Go(func() {
			failures[worker] = Guard(func() error {
				work := newWorker()
				for i := int(next.Add(1)) - 1; i < count && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
					work(i)
				}
				return ctx.Err()
			})
		})
	}
	wait.Wait()
	for _, failure := range failures {
		if failure != nil {
			return failure
		}
	}
	return nil
}

// Each calls do with 0..count-1, as many at once as there are processors.
func Each(count int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), count)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < count; i += workers {
				do(i)
			}
		})
	}
	group.Wait()
}

// Guard turns a panic of a user's law into an error that wraps [laws.ErrLaw].
func Guard(work func() error) error { return GuardAs(laws.ErrLaw, work) }

// GuardAs turns a panic of a user's function into an error that wraps a sentinel.
func GuardAs(sentinel error, work func() error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: it panicked: %v", sentinel, reason)
		}
	}()
	return work()
}
