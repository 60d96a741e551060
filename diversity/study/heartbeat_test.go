package study

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// foreign is a claim of a worker on another machine, of which nothing but its file can be seen.
func foreign(t *testing.T, store *Store, run Run, heartbeat time.Time, lease time.Duration) (path string) {
	t.Helper()
	path = store.claimPath(store.hasher.hash(run), 1)
	text, err := seal(claimText{Format: Format, Claimant: Claimant{
		Host: "elsewhere", Process: 7, Token: 1, Run: run, Started: now(), Heartbeat: now(), Lease: lease.Seconds(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, text)
	beat(t, path, heartbeat)
	return path
}

// beat sets the time of a claim's file.
func beat(t *testing.T, path string, heartbeat time.Time) {
	t.Helper()
	if err := os.Chtimes(path, heartbeat, heartbeat); err != nil {
		t.Error(err)
	}
}

// A clock was set back, or the directory was copied from a machine whose clock is ahead: nobody waits for that time to come.
func TestClaimFromTheFutureBlocksNobody(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"2 years": 2 * 365 * 24 * time.Hour, "a minute": time.Minute, "3 seconds": 3 * time.Second} {
		root := quickDir(t)
		dir := filepath.Join(root, "studies", "small")
		store := mustOpen(t, small(), dir)
		foreign(t, store, mustPlan(t, small())[3], time.Now().Add(ahead), time.Second)
		status, err := ReadStatus(dir)
		if err != nil || status.Counts[Running] != 0 || status.Counts[Stalled] != 1 {
			t.Errorf("%s ahead: %v, %v", name, status, err)
		}
		if table := status.Table().String(); !strings.Contains(table, "ahead of now") {
			t.Errorf("%s ahead: the reason is not told:\n%s", name, table)
		}
		if list, err := List(root); err != nil || list[0].Running != 0 {
			t.Errorf("%s ahead: list %+v, %v", name, list, err)
		}
		results, err := small().Run(t.Context(), RunOptions{Root: root, Executor: inProcess{}})
		if err != nil || len(results.Runs) != 14 {
			t.Errorf("%s ahead: %v", name, err)
		}
	}
}

// A living worker keeps its run whatever the clock of the file system says, and is seen to live.
func TestLivingWorkerOfAnotherClock(t *testing.T) {
	for name, skew := range map[string]time.Duration{
		"two years ahead": 17520 * time.Hour, "an hour ahead": time.Hour, "an hour behind": -time.Hour, "two years behind": -17520 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); livingWorker(t, skew) })
	}
}

// livingWorker has a worker on another machine live for two leases on a disk with that clock, and die.
func livingWorker(t *testing.T, skew time.Duration) {
	const lease = 800 * time.Millisecond // with room for a busy machine
	dir := quickDir(t)
	store := mustOpen(t, small(), dir)
	store.disk = skewed(store.disk, skew)
	run := mustPlan(t, small())[3]
	path := foreign(t, store, run, time.Now().Add(skew), lease)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(lease / beatsPerLease / 2):
				beat(t, path, time.Now().Add(skew))
			}
		}
	}()
	for started := time.Now(); time.Since(started) < 2*lease; time.Sleep(lease / 10) {
		if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
			t.Errorf("a living worker's run was to be had: %v", err)
		}
		if count, err := store.countHeld(map[string]Run{store.hasher.hash(run): run}); err != nil || count != 1 {
			t.Errorf("%d runs are held, %v", count, err)
		}
	}
	if skew > 0 {
		if status, err := ReadStatus(dir); err != nil || status.Counts[Running] != 1 {
			t.Errorf("%v, %v", status, err)
		}
	}
	close(done)
	<-ended
	eventually(t, "the dead worker's run is taken over", func() bool {
		claim, err := store.Claim(run)
		return err == nil && claim.Publish(stubResult(small(), run)) == nil
	})
}

// skewed is a disk whose clock is not this machine's.
func skewed(d disk, skew time.Duration) disk {
	create, real := d.create, d.touch
	d.create = func(dir, pattern string) (*os.File, error) {
		file, err := create(dir, pattern)
		if err == nil {
			then := time.Now().Add(skew)
			err = os.Chtimes(file.Name(), then, then)
		}
		return file, err
	}
	d.touch = func(file *os.File) error {
		then := time.Now().Add(skew)
		return errors.Join(real(file), os.Chtimes(file.Name(), then, then))
	}
	return d
}

// The clock of the file system is set forward by a day while a worker lives: its run is taken over at worst, never computed by nobody.
func TestOwnWorkerAfterAStepOfTheClock(t *testing.T) {
	store, run := lonely(t)
	if err := store.SetLease(minLease); err != nil {
		t.Fatal(err)
	}
	claim := mustClaim(t, store, run)
	beat(t, claim.path, time.Now().Add(time.Hour)) // as before the step back
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("right after the step: %v", err)
	}
	eventually(t, "the next heartbeat", func() bool {
		text, state, err := store.inspect(claim.hash, 1)
		return err == nil && state == held && !text.ahead
	})
	if err := claim.Publish(stubResult(small(), run)); err != nil {
		t.Error(err)
	}
}
