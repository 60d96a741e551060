package study

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

// elsewhere is a worker on another machine, of which nothing but its claim can be seen.
func elsewhere(lease float64) claims.Claimant {
	return claims.Claimant{Host: "elsewhere", Process: 7, Token: 1, Lease: lease}
}

// moveElsewhere has a claim of this process say that another machine made it. The file stays the same, and so does its
// lock.
func moveElsewhere(t *testing.T, store *Store, run Run) {
	t.Helper()
	path := store.claims.Path(store.hasher.hash(run), 1)
	var content claims.Content
	if err := sealed.Read(path, &content, &content.Format); err != nil {
		t.Fatal(err)
	}
	content.Host = "elsewhere"
	text, err := sealed.Seal(content)
	if err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, path, text)
}

// A node died with a run, and its worker starts anew on another, at once. It must not find nothing to do and end.
func TestRunOfADeadMachineIsWaitedFor(t *testing.T) {
	t.Parallel()
	store, run := lonely(t)
	leaveClaim(t, store, run, elsewhere(0.5))
	started := time.Now()
	if err := store.Work(t.Context(), []Run{run}, stubCompute(store)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(started); took < 400*time.Millisecond {
		t.Errorf("the run was taken over after %v, within the lease", took)
	}
	if result, err := store.Result(run); err != nil || result.Token != 2 {
		t.Errorf("token %d (%v), want the run taken over", result.Token, err)
	}
}

// A run of a worker elsewhere that shows a heartbeat is left to it.
func TestRunOfALivingMachineIsLeft(t *testing.T) {
	t.Parallel()
	store, run := lonely(t)
	if err := store.SetLease(2 * time.Second); err != nil {
		t.Fatal(err)
	}
	claim := mustClaim(t, store, run)
	moveElsewhere(t, store, run)
	if err := store.Work(t.Context(), []Run{run}, nil); err != nil {
		t.Fatal(err)
	}
	if err := claim.Publish(stubResult(small(), run)); err != nil {
		t.Error(err)
	}
	if result, err := store.Result(run); err != nil || result.Token != 1 {
		t.Errorf("token %d (%v), want that of the living worker", result.Token, err)
	}
}

// A worker elsewhere gives its run back while it is not yet certain that it lives: the run is computed here.
func TestRunThatIsGivenBackElsewhereIsComputed(t *testing.T) {
	t.Parallel()
	store, run := lonely(t)
	leaveClaim(t, store, run, elsewhere(3600))
	path := store.claims.Path(store.hasher.hash(run), 1)
	time.AfterFunc(2*pollInterval, func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	})
	if err := store.Work(t.Context(), []Run{run}, stubCompute(store)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Result(run); err != nil {
		t.Error(err)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	store, run := lonely(t)
	leaveClaim(t, store, run, elsewhere(3600))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := store.Work(ctx, []Run{run}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting ended with %v, want the context's error", err)
	}
}

// A worker whose run was taken over stores neither a result nor a failure.
func TestFencedWorkerStoresNothing(t *testing.T) {
	for name, end := range map[string]func(*Claim) error{
		"Publish": func(c *Claim) error { return c.Publish(stubResult(small(), c.run)) },
		"Fail":    func(c *Claim) error { return c.Fail(errors.New("diverged"), Result{Device: "stub"}) },
	} {
		store, run := lonely(t)
		first := mustClaim(t, store, run)
		filetest.Remove(t, store.claims.Path(store.hasher.hash(run), 1)) // as who takes it over does
		second := mustClaim(t, store, run)
		if err := end(first); !errors.Is(err, ErrFenced) || !strings.Contains(err.Error(), run.String()) {
			t.Errorf("%s: error %v, want ErrFenced with the run", name, err)
		}
		if needed, err := store.needed(run); !needed || err != nil {
			t.Errorf("%s: the fenced worker stored an outcome (%v)", name, err)
		}
		if err := second.Publish(stubResult(small(), run)); err != nil {
			t.Errorf("%s: the second worker: %v", name, err)
		}
	}
}
