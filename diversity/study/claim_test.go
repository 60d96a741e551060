package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
)

func TestClaims(t *testing.T) {
	store, run := lonely(t)
	claim := mustClaim(t, store, run)
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("a second claim: %v", err)
	}
	if !claimed(t, store, run) {
		t.Error("the claim is not seen")
	}
	if err := errors.Join(claim.Release(), claim.Release()); err != nil {
		t.Fatal(err)
	}
	if claimed(t, store, run) {
		t.Error("the claim is seen after its release")
	}
	claim = mustClaim(t, store, run)
	if err := claim.Publish(Result{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("publishing nothing: %v", err)
	}
	if _, err := store.Result(run); !errors.Is(err, ErrMissing) {
		t.Errorf("after publishing nothing: %v", err)
	}
}

func TestHolderTellsWho(t *testing.T) {
	store, run := lonely(t)
	hash := small().RunHash(run)
	if _, state, err := store.holder(hash); state != free || err != nil {
		t.Errorf("before: state %v (%v)", state, err)
	}
	claim := mustClaim(t, store, run)
	who, state, err := store.holder(hash)
	if err != nil || state != held || who.Host != hostName() || who.Process != os.Getpid() || who.Token != 1 || who.Run != run || who.Lease != 60 {
		t.Errorf("holder %+v in state %v (%v)", who, state, err)
	}
	if time.Since(who.Started) > time.Minute || time.Since(who.Heartbeat) > time.Minute {
		t.Errorf("started %v, heartbeat %v", who.Started, who.Heartbeat)
	}
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
	if _, state, err := store.holder(hash); state != free || err != nil {
		t.Errorf("after the release: state %v (%v)", state, err)
	}
}

func TestDeadClaimsDoNotCountAsRunning(t *testing.T) {
	store, _ := lonely(t)
	pending := map[string]Run{}
	for i, run := range mustPlan(t, small())[:4] {
		pending[small().RunHash(run)] = run
		claim := mustClaim(t, store, run)
		switch i {
		case 0:
			abandon(claim)
		case 1:
			if err := claim.Release(); err != nil {
				t.Fatal(err)
			}
		default:
			defer claim.Release()
		}
	}
	if count, err := store.countHeld(pending); err != nil || count != 2 {
		t.Errorf("%d runs are held (%v), want the 2 of living workers", count, err)
	}
	w := newWatcher(store, mustPlan(t, small()), 0)
	w.poll()
	if got := w.progress().Running; got != 2 {
		t.Errorf("%d running", got)
	}
}

// Tokens rise with every claim, whatever became of the one before, so that no name is used twice.
func TestTokensRise(t *testing.T) {
	store, run := lonely(t)
	for token := 1; token < 9; token++ {
		claim := mustClaim(t, store, run)
		if claim.text.Token != token {
			t.Fatalf("token %d, want %d", claim.text.Token, token)
		}
		if files, err := names(filepath.Join(store.dir, claimsDir)); err != nil || len(files) != 1 {
			t.Errorf("files in claims: %v (%v), want the one", files, err)
		}
		var err error
		switch token % 4 {
		case 0:
			abandon(claim)
		case 1:
			err = claim.Release()
		case 2:
			err = claim.Publish(stubResult(small(), run))
		case 3:
			err = claim.Fail(errors.New("diverged"), "stub")
			if failure, missing := store.Failure(run); missing == nil {
				err = errors.Join(err, store.forget([]Failure{failure}))
			}
			if _, state, _ := store.holder(claim.hash); state != free {
				t.Errorf("a forgotten failure leaves the run in state %v", state)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// takenOver stops the heart of a claim, as when its process is stopped, and claims the run when the lease has ended.
func takenOver(t *testing.T, first *Claim) (second *Claim) {
	t.Helper()
	first.stopHeart()
	eventually(t, "the run can be taken over", func() bool {
		var err error
		second, err = first.store.Claim(first.run)
		return err == nil
	})
	return second
}

func TestFencedWorkerStoresNothing(t *testing.T) {
	for name, end := range map[string]func(*Claim) error{
		"Publish": func(c *Claim) error { return c.Publish(stubResult(small(), c.run)) },
		"Fail":    func(c *Claim) error { return c.Fail(errors.New("diverged"), "stub") },
	} {
		store, run := lonely(t)
		if err := store.SetLease(minLease); err != nil {
			t.Fatal(err)
		}
		first := mustClaim(t, store, run)
		second := takenOver(t, first)
		if err := end(first); !errors.Is(err, ErrFenced) || !strings.Contains(err.Error(), run.String()) {
			t.Errorf("%s: error %v, want ErrFenced with the run", name, err)
		}
		if needed, err := store.needed(run); !needed || err != nil {
			t.Errorf("%s: the fenced worker stored an outcome (%v)", name, err)
		}
		if err := second.Publish(stubResult(small(), run)); err != nil {
			t.Errorf("%s: the second worker: %v", name, err)
		}
		if result, err := store.Result(run); err != nil || result.Token != 2 {
			t.Errorf("%s: token %d (%v)", name, result.Token, err)
		}
	}
}

// The takeover comes between the look at the name and the rename.
func TestTakeoverAtTheLastMoment(t *testing.T) {
	store, run := lonely(t)
	claim := mustClaim(t, store, run)
	rename := store.disk.rename
	store.disk.rename = func(from, to string) error {
		mustRemove(t, claim.path)
		return rename(from, to)
	}
	if err := claim.Publish(stubResult(small(), run)); !errors.Is(err, ErrFenced) {
		t.Errorf("error %v, want ErrFenced", err)
	}
	if _, err := store.Result(run); !errors.Is(err, ErrMissing) {
		t.Errorf("the result is there: %v", err)
	}
}

// A network file system renames, loses the reply, tries again, and reports that there is nothing to rename.
func TestRenameThatIsRepeated(t *testing.T) {
	store, run := lonely(t)
	claim := mustClaim(t, store, run)
	rename := store.disk.rename
	store.disk.rename = func(from, to string) error { return errors.Join(rename(from, to), rename(from, to)) }
	if err := claim.Publish(stubResult(small(), run)); err != nil {
		t.Error(err)
	}
	if _, err := store.Result(run); err != nil {
		t.Error(err)
	}
}

func TestComputationEndsWhenTheClaimIsLost(t *testing.T) {
	store, run := lonely(t)
	if err := store.SetLease(minLease); err != nil {
		t.Fatal(err)
	}
	plan := mustPlan(t, small())
	other := plan[5]
	var causes []error
	err := store.Work(context.Background(), []Run{run, other}, func(ctx context.Context, order Order) (Result, error) {
		if order.Run == run && len(causes) == 0 {
			if err := os.Remove(store.claimPath(small().RunHash(run), 1)); err != nil {
				return Result{}, err
			}
			<-ctx.Done()
			causes = append(causes, context.Cause(ctx))
			return Result{}, ctx.Err()
		}
		return stubResult(small(), order.Run), nil
	})
	if err != nil || len(causes) != 1 || !errors.Is(causes[0], ErrFenced) {
		t.Errorf("error %v, causes %v", err, causes)
	}
	if loaded, err := store.Load([]Run{run, other}); err != nil || len(loaded.Runs) != 2 || len(loaded.Failures) != 0 {
		t.Errorf("%+v (%v); want both finished, as the worker went on", loaded, err)
	}
}

func TestHeartbeatKeepsTheClaim(t *testing.T) {
	store, run := lonely(t)
	if err := store.SetLease(minLease); err != nil {
		t.Fatal(err)
	}
	claim := mustClaim(t, store, run)
	defer claim.Release()
	hash := small().RunHash(run)
	first, _, _ := store.holder(hash)
	eventually(t, "the heart beats", func() bool {
		who, _, err := store.holder(hash)
		return err == nil && who.Heartbeat.Sub(first.Heartbeat) > 2*minLease
	})
	if who, _, _ := store.holder(hash); who.Process != os.Getpid() {
		t.Errorf("the text is torn: %+v", who)
	}
}

// doctored rewrites the text of a claim, and sets its heartbeat back.
func doctored(t *testing.T, store *Store, run Run, change func(*claimText), age time.Duration) {
	t.Helper()
	path := store.claimPath(small().RunHash(run), 1)
	var text claimText
	if err := readSealed(path, &text); err != nil {
		t.Fatal(err)
	}
	change(&text)
	sealedText, err := seal(text)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, sealedText)
	then := time.Now().Add(-age)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// A free lock proves nothing about a process on another machine: its lease has to end first. The same where there are no locks.
func TestWhoMayBeTakenOver(t *testing.T) {
	away := func(text *claimText) { text.Host = "elsewhere" }
	here := func(*claimText) {}
	for name, c := range map[string]struct {
		change   func(*claimText)
		age      time.Duration
		locks    bool
		alive    bool
		want     holding
		takeOver bool
	}{
		"alive":                        {here, 0, true, true, held, false},
		"hung":                         {here, 2 * time.Minute, true, true, stalled, true},
		"dead":                         {here, 0, true, false, dead, true},
		"dead long ago":                {here, 2 * time.Minute, true, false, dead, true},
		"elsewhere":                    {away, 0, true, false, held, false},
		"elsewhere, silent":            {away, 2 * time.Minute, true, false, dead, true},
		"elsewhere, hung":              {away, 2 * time.Minute, true, true, stalled, true},
		"no locks":                     {here, 0, false, false, held, false},
		"no locks, silent":             {here, 2 * time.Minute, false, false, stalled, true},
		"a longer lease":               {func(text *claimText) { text.Lease = 600 }, 2 * time.Minute, true, true, held, false},
		"a heartbeat from the future":  {here, -time.Hour, true, true, held, false},
		"given back, with lock or not": {func(text *claimText) { text.Released = true }, 0, true, true, free, true},
	} {
		store, run := lonely(t)
		claim := mustClaim(t, store, run)
		claim.stopHeart()
		if !c.alive {
			claim.file.Close()
		}
		doctored(t, store, run, c.change, c.age)
		if !c.locks {
			store.disk.lock = func(*os.File, lockMode) error { return errors.ErrUnsupported }
		}
		if _, state, err := store.holder(claim.hash); state != c.want || err != nil {
			t.Errorf("%s: state %v (%v), want %v", name, state, err, c.want)
		}
		taken, err := store.Claim(run)
		if (err == nil) != c.takeOver || err != nil && !errors.Is(err, ErrClaimed) {
			t.Errorf("%s: a second claim: %v", name, err)
		}
		if err == nil && taken.text.Token != 2 {
			t.Errorf("%s: token %d", name, taken.text.Token)
		}
	}
}

// Two workers see a dead one; the slower of them makes its claim when the other has already gone further.
func TestOvertakenClaimGivesWay(t *testing.T) {
	store, run := lonely(t)
	hash := small().RunHash(run)
	link := store.disk.link
	store.disk.link = func(from, to string) error {
		mustWrite(t, store.claimPath(hash, 2), nil)
		return link(from, to)
	}
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("error %v, want ErrClaimed", err)
	}
	if left, _ := names(filepath.Join(store.dir, claimsDir)); !slices.Equal(left, []string{claimName(hash, 2)}) {
		t.Errorf("claims are %v, want the newer one alone", left)
	}
	store.disk.link = func(string, string) error { return os.ErrExist }
	mustRemove(t, store.claimPath(hash, 2))
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("a token that somebody has just used: error %v, want ErrClaimed", err)
	}
}

// A run that kills its worker does not keep others from being computed, and in the end it counts as failed.
func TestRunThatKillsItsWorkers(t *testing.T) {
	store, poison := lonely(t)
	plan := mustPlan(t, small())
	lives := 0
	deadly := func(ctx context.Context, order Order) (Result, error) {
		if order.Run == poison {
			if order.Lost != lives {
				t.Errorf("%d workers were lost, the order says %d", lives, order.Lost)
			}
			panic(died{"poison"})
		}
		return stubResult(small(), order.Run), nil
	}
	for ; lives < 100; lives++ {
		store, err := Open(small(), store.dir)
		if err != nil {
			t.Fatal(err)
		}
		err = workOrDie(store, plan, deadly)
		store.Close()
		if err == nil {
			break
		}
		if lives == 1 { // the first worker died with the runs before it done, the second did the others first
			loaded, err := store.Load(plan)
			if err != nil || len(loaded.Runs) != len(plan)-1 {
				t.Errorf("after 2 workers %d runs are finished (%v)", len(loaded.Runs), err)
			}
		}
	}
	failure, err := store.Failure(poison)
	if err != nil || !strings.Contains(failure.Message, fmt.Sprint(deathsAllowed, " workers in a row died")) {
		t.Errorf("failure %+v (%v), want one that says that workers died", failure, err)
	}
	if lives != deathsAllowed {
		t.Errorf("%d workers died, want %d", lives, deathsAllowed)
	}
}

// workOrDie is Work in a process that the computation may kill.
func workOrDie(store *Store, runs []Run, compute Compute) (err error) {
	var claims []*os.File
	create := store.disk.create
	store.disk.create = func(dir, pattern string) (*os.File, error) {
		file, err := create(dir, pattern)
		claims = append(claims, file)
		return file, err
	}
	defer func() {
		if end := recover(); end != nil {
			err = end.(died)
		}
	}()
	return store.Work(context.Background(), runs, func(ctx context.Context, order Order) (result Result, err error) {
		defer func() {
			if end := recover(); end != nil {
				claims[len(claims)-1].Close()
				panic(end)
			}
		}()
		return compute(ctx, order)
	})
}

// A node died with a run, and its worker starts anew on another, at once. It must not find nothing to do and end.
func TestRunOfADeadMachineIsWaitedFor(t *testing.T) {
	store, run := lonely(t)
	abandon(mustClaim(t, store, run))
	doctored(t, store, run, func(text *claimText) { text.Host, text.Lease = "elsewhere", 0.5 }, 0)
	if err := store.Work(context.Background(), []Run{run}, stubCompute(store)); err != nil {
		t.Fatal(err)
	}
	if result, err := store.Result(run); err != nil || result.Token != 2 {
		t.Errorf("token %d (%v), want the run taken over", result.Token, err)
	}
}

// A run of a worker elsewhere that shows a heartbeat is left to it.
func TestRunOfALivingMachineIsLeft(t *testing.T) {
	store, run := lonely(t)
	if err := store.SetLease(400 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	claim := mustClaim(t, store, run)
	doctored(t, store, run, func(text *claimText) { text.Host = "elsewhere" }, 0)
	if err := store.Work(context.Background(), []Run{run}, nil); err != nil {
		t.Fatal(err)
	}
	if err := claim.Publish(stubResult(small(), run)); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	other := mustPlan(t, small())[4]
	abandon(mustClaim(t, store, other))
	doctored(t, store, other, func(text *claimText) { text.Host, text.Lease = "elsewhere", 3600 }, 0)
	time.AfterFunc(10*time.Millisecond, cancel)
	if err := store.Work(ctx, []Run{other}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ended with %v, want the context's error", err)
	}
}

func TestTry(t *testing.T) {
	store, _ := lonely(t)
	plan := mustPlan(t, small())
	abandon(mustClaim(t, store, plan[0]))
	defer mustClaim(t, store, plan[1]).Release()
	for i, want := range []int{0, 0, 1, 0} {
		run, calls := plan[min(i, 2)], 0 // the last one is finished by then
		err := store.Try(context.Background(), run, func(_ context.Context, order Order) (Result, error) {
			calls++
			return stubResult(small(), order.Run), nil
		})
		if err != nil || calls != want {
			t.Errorf("try %d: %d calls (%v), want %d", i, calls, err, want)
		}
	}
	failed := errors.New("no device")
	err := store.Try(context.Background(), plan[3], func(context.Context, Order) (Result, error) {
		return Result{}, fmt.Errorf("%w: %w", ErrStop, failed)
	})
	if !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
}

func TestSetLease(t *testing.T) {
	store, _ := lonely(t)
	for _, wrong := range []time.Duration{-1, 1, minLease - 1, maxLease + 1} {
		if err := store.SetLease(wrong); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "lease") {
			t.Errorf("%v: error %v, want ErrInvalid that names it", wrong, err)
		}
	}
	for lease, want := range map[time.Duration]time.Duration{0: time.Minute, time.Second: time.Second} {
		if err := store.SetLease(lease); err != nil || store.lease != want {
			t.Errorf("%v: lease %v (%v), want %v", lease, store.lease, err, want)
		}
	}
}

func TestOrders(t *testing.T) {
	s := small()
	s.KeepWeights = true
	dir := t.TempDir()
	store, err := Open(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run := mustPlan(t, s)[1]
	partial := stubResult(s, run)
	partial.Measurements = partial.Measurements[:1]
	if err := mustClaim(t, store, run).Publish(partial); err != nil {
		t.Fatal(err)
	}
	var orders []Order
	err = store.Work(context.Background(), []Run{run}, func(_ context.Context, order Order) (Result, error) {
		orders = append(orders, order)
		rest := stubResult(s, order.Run)
		rest.Measurements = rest.Measurements[1:]
		return rest, nil
	})
	if err != nil || len(orders) != 1 {
		t.Fatalf("%d orders (%v)", len(orders), err)
	}
	got := orders[0]
	if got.Run != run || got.Earlier == nil || len(got.Earlier.Measurements) != 1 || got.Earlier.Run != run {
		t.Errorf("order %+v", got)
	}
	if want := filepath.Join(dir, "weights", s.RunHash(run)+".safetensors"); got.Weights != want {
		t.Errorf("weights in %s, want %s", got.Weights, want)
	}
	if info, err := os.Stat(filepath.Dir(got.Weights)); err != nil || !info.IsDir() {
		t.Errorf("the directory of weights: %v", err)
	}
	if result, err := store.Result(run); err != nil || len(result.Measurements) != 2 {
		t.Errorf("merged: %+v (%v)", result, err)
	}
}

func TestWithoutKeptWeightsThereIsNoDirectory(t *testing.T) {
	store, run := lonely(t)
	err := store.Work(context.Background(), []Run{run}, func(_ context.Context, order Order) (Result, error) {
		if order.Weights != "" || order.Earlier != nil {
			t.Errorf("order %+v", order)
		}
		return stubResult(small(), order.Run), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(store.dir, weightsDir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("weights: %v", err)
	}
	keeping := small()
	keeping.KeepWeights = true
	if _, err := Open(keeping, store.dir); !errors.Is(err, ErrBusy) {
		t.Errorf("a study that keeps weights, in a directory in use: %v", err)
	}
	if keeping.Hash() != small().Hash() || keeping.RunHash(run) != small().RunHash(run) {
		t.Error("keeping weights changes a hash")
	}
}

// A directory as the version before tokens left it: claims were files named by the hash alone.
func TestClaimsOfTheEarlierVersionAreTidied(t *testing.T) {
	_, dir, results := finished(t)
	old := filepath.Join(dir, claimsDir, results.Runs[0].Hash)
	mustWrite(t, old, []byte(`{"host":"h","pid":1}`))
	first, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there (%v)", err)
	}
	mustWrite(t, old, nil)
	second, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := os.Stat(old); err != nil {
		t.Errorf("it was removed while another process uses the directory (%v)", err)
	}
	if tokens, err := second.claims(); err != nil || len(tokens) != 0 {
		t.Errorf("it counts as a claim: %v (%v)", tokens, err)
	}
}

// On a file system without locks a study works, too.
func TestWithoutLocks(t *testing.T) {
	d := realDisk()
	d.lock = func(file *os.File, _ lockMode) error {
		return fmt.Errorf("locking %s: %w", file.Name(), errors.ErrUnsupported)
	}
	dir := t.TempDir()
	plan := mustPlan(t, small())
	for _, seed := range []uint64{1, 2} { // another specification replaces the first
		s := small()
		s.Seed = seed
		store, err := open(s, dir, d)
		if err != nil {
			t.Fatal(err)
		}
		claim := mustClaim(t, store, plan[0])
		if _, err := store.Claim(plan[0]); !errors.Is(err, ErrClaimed) {
			t.Errorf("a second claim: %v", err)
		}
		if err := claim.Release(); err != nil {
			t.Error(err)
		}
		if err := store.Work(context.Background(), plan, stubCompute(store)); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		if file, err := readStudyFile(dir); err != nil || file.Hash != s.Hash() {
			t.Errorf("study.json is that of %s (%v)", file.Hash, err)
		}
	}
}
