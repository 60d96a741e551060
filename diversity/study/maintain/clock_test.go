package maintain

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

// foreign leaves a claim of a worker on another machine, of which nothing but its file can be seen.
func foreign(t *testing.T, store *study.Store, run study.Run, heartbeat time.Time, lease time.Duration) (path string) {
	t.Helper()
	about, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	text, err := sealed.Seal(claims.Content{Format: study.Format, Claimant: claims.Claimant{
		Host: "elsewhere", Process: 7, Token: 1, About: about, Started: time.Now().UTC(), Lease: lease.Seconds(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	path = folderAt(store.Dir()).claims.Path(store.Study().RunHash(run), 1)
	filetest.Write(t, path, text)
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

// A clock was set back, or the directory was copied from a machine whose clock is ahead: neither a status nor a list
// takes the run for one that is being computed, and who runs the study does not wait for that time to come.
func TestClaimFromTheFutureBlocksNobody(t *testing.T) {
	for name, ahead := range map[string]time.Duration{
		"2 years": 2 * 365 * 24 * time.Hour, "a minute": time.Minute, "3 seconds": 3 * time.Second,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); claimFromTheFuture(t, ahead) })
	}
}

func claimFromTheFuture(t *testing.T, ahead time.Duration) {
	root := filetest.QuickDir(t)
	dir := filepath.Join(root, "studies", "small")
	store := mustOpen(t, small(), dir)
	foreign(t, store, mustPlan(t, small())[3], time.Now().Add(ahead), time.Second)
	status, err := ReadStatus(dir)
	if err != nil || status.Counts[Running] != 0 || status.Counts[Stalled] != 1 ||
		status.Runs[3].Worker.Host != "elsewhere" {
		t.Errorf("%v, %v", status, err)
	}
	if table := status.Table().String(); !strings.Contains(table, "ahead of now") {
		t.Errorf("the reason is not told:\n%s", table)
	}
	if list, err := List(root); err != nil || len(list) != 1 || list[0].Running != 0 {
		t.Errorf("list %+v, %v", list, err)
	}
	if got := mustRun(t, small(), study.RunOptions{Root: root, Executor: inProcess{}}); len(got.Runs) != 14 {
		t.Errorf("%d runs are finished", len(got.Runs))
	}
}

// A living worker counts as running for who only reads, although its clock is ahead: its heartbeat changes.
func TestLivingWorkerOfAClockAheadIsRunning(t *testing.T) {
	const lease, skew = 2 * time.Second, 48 * time.Hour
	root := filetest.QuickDir(t)
	dir := filepath.Join(root, "studies", "small")
	path := foreign(t, mustOpen(t, small(), dir), mustPlan(t, small())[3], time.Now().Add(skew), lease)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			case <-time.After(lease / claims.BeatsPerLease / 2):
				beat(t, path, time.Now().Add(skew))
			}
		}
	}()
	status, err := ReadStatus(dir)
	if err != nil || status.Counts[Running] != 1 || status.Counts[Stalled] != 0 || status.Runs[3].State != Running {
		t.Errorf("%v, %v", status, err)
	}
	close(stop)
	<-ended
	if status, err := ReadStatus(dir); err != nil || status.Counts[Running] != 0 || status.Counts[Stalled] != 1 {
		t.Errorf("after its death: %v, %v", status, err)
	}
}
