package study

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tradeoff/diversity/study/internal/layout"
)

const (
	pollInterval   = 150 * time.Millisecond
	reportInterval = time.Second // at least so often, for the sake of the elapsed time
)

// watch reports progress until the returned function is called, which reports a last time. It looks at the directory,
// and so sees the work of every process that shares it.
// The notices of the study are looked for meanwhile; a report that has them comes in any case.
func (st *Store) watch(ctx context.Context, pending []Run, cached int, o RunOptions) (stop func()) {
	w := newWatcher(st, pending, cached)
	done, noticed := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	if o.OnProgress == nil {
		close(noticed)
	} else {
		group.Go(func() {
			defer close(noticed)
			w.lookFor(ctx)
		})
	}
	group.Go(func() {
		ticker := time.NewTicker(pollInterval)
		defer ticker.Stop()
		for running := true; running; {
			select {
			case <-ticker.C:
			case <-done:
				<-noticed
				running = false
			}
			if w.poll() || !running || time.Since(w.reported) > reportInterval {
				o.report(w.progress())
			}
		}
	})
	return func() { close(done); group.Wait() }
}

// watcher follows the files of the runs that were missing when a call began.
type watcher struct {
	store    *Store
	started  time.Time
	reported time.Time
	cached   int
	pending  map[string]Run       // by hash: neither finished nor failed
	failed   map[string]Run       // by hash
	failures []Failure            // the first few of them
	useless  map[string]time.Time // by hash: when a result that did not count was written
	finished int
	running  int
	last     *Result
	left     float64 // updates of the pending runs
	notices  atomic.Pointer[[]string]
	pace     pace
}

func newWatcher(st *Store, pending []Run, cached int) *watcher {
	w := &watcher{
		store: st, started: time.Now(), cached: cached,
		pending: map[string]Run{}, failed: map[string]Run{}, useless: map[string]time.Time{},
	}
	for _, run := range pending {
		w.pending[st.hasher.hash(run)] = run
		w.left += st.updates(run)
	}
	return w
}

// lookFor finds the notices of the study. What keeps them from being found keeps no run from being computed.
func (w *watcher) lookFor(ctx context.Context) {
	notices, err := w.store.study.Notices(ctx)
	if err != nil && ctx.Err() == nil {
		notices = append(notices, "Images that look alike were not looked for: "+err.Error())
	}
	w.notices.Store(&notices)
}

// updates is how often a run's network is updated.
func (st *Store) updates(run Run) float64 {
	if run.Control {
		return 0
	}
	return float64(st.study.Recipe.Updates(run.Size.Total()))
}

// poll looks at the directory and reports whether anything changed. A directory that cannot be read looks empty here;
// the final load of the results reports the error.
func (w *watcher) poll() (changed bool) {
	running, _ := w.store.claims.CountHeld(w.isPending)
	w.pace.see(running, time.Now())
	for hash, entry := range w.present(layout.Runs, ".json") {
		changed = w.finish(hash, entry) || changed
	}
	for hash := range w.present(layout.Failures, ".json") {
		changed = w.fail(hash) || changed
	}
	running, _ = w.store.claims.CountHeld(w.isPending)
	changed = changed || running != w.running
	w.running = running
	return changed
}

func (w *watcher) isPending(hash string) bool {
	_, pending := w.pending[hash]
	return pending
}

// present lists the pending runs, by hash, that have a file in a subdirectory.
func (w *watcher) present(sub, suffix string) map[string]fs.DirEntry {
	entries, _ := os.ReadDir(w.store.dir.Sub(sub))
	found := map[string]fs.DirEntry{}
	for _, entry := range entries {
		hash, matches := strings.CutSuffix(entry.Name(), suffix)
		if _, pending := w.pending[hash]; matches && pending {
			found[hash] = entry
		}
	}
	return found
}

// finish counts a run as finished if its file is complete. A file that lacks a wanted task, or is damaged, is not read
// again until it is replaced.
func (w *watcher) finish(hash string, entry fs.DirEntry) bool {
	info, err := entry.Info()
	if err != nil || w.useless[hash] == info.ModTime() {
		return false
	}
	run := w.pending[hash]
	result, err := w.store.Result(run)
	if err != nil {
		w.useless[hash] = info.ModTime()
		return false
	}
	delete(w.pending, hash)
	w.finished, w.last, w.left = w.finished+1, &result, w.left-w.store.updates(run)
	w.pace.learn(int(w.store.updates(run)), result.Timings.Total(), time.Now())
	return true
}

func (w *watcher) fail(hash string) bool {
	run := w.pending[hash]
	failure, err := w.store.Failure(run)
	if err != nil {
		return false
	}
	if len(w.failures) < failuresShown {
		w.failures = append(w.failures, failure)
	}
	delete(w.pending, hash)
	w.failed[hash] = run
	w.left -= w.store.updates(run)
	return true
}

func (w *watcher) progress() Progress {
	w.reported = time.Now()
	elapsed := time.Since(w.started)
	p := Progress{
		Study: w.store.study.Name, Total: w.cached + w.finished + len(w.pending) + len(w.failed),
		Done: w.cached + w.finished, Cached: w.cached, Running: w.running, Failed: len(w.failed),
		Elapsed: elapsed, Last: w.last, Failures: slices.Clone(w.failures),
	}
	if notices := w.notices.Load(); notices != nil {
		p.Notices = slices.Clone(*notices)
	}
	if w.finished > 0 {
		p.Rate = float64(w.finished) / elapsed.Minutes()
		p.Remaining = w.pace.remaining(len(w.pending), w.left, time.Now())
	}
	return p
}
