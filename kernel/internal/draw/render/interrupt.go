package render

import (
	"context"
	"sync"
	"time"

	"modernc.org/quickjs"
)

// interruptWhenDone interrupts the engine once the context is done. The function it returns ends that and waits, so
// that the engine can be closed. It interrupts again and again because the engine forgets an interrupt when it starts
// to evaluate the next script.
func interruptWhenDone(ctx context.Context, vm *quickjs.VM) (stop func()) {
	finished := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() {
		select {
		case <-finished:
			return
		case <-ctx.Done():
		}
		for {
			vm.Interrupt()
			select {
			case <-finished:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	return func() {
		close(finished)
		watcher.Wait()
	}
}
