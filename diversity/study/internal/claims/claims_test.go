package claims

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

var (
	key   = strings.Repeat("ab", 32)
	other = strings.Repeat("cd", 32)
)

// A test binary started as BINARY hold DIR claims a key, says so and hangs, to be killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "hold" {
		if _, err := at(os.Args[2]).Claim(key, "held", true); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("claimed")
		select {}
	}
	os.Exit(m.Run())
}

func at(root string) *Dir {
	return New(filepath.Join(root, "claims"), []string{filepath.Join(root, "done"), filepath.Join(root, "failed")},
		filepath.Join(root, "progress"),
		disk.Real())
}

// fresh is a directory without claims and outcomes.
func fresh(t *testing.T) (d *Dir, root string) {
	t.Helper()
	root = filetest.QuickDir(t)
	for _, sub := range []string{"claims", "done", "failed"} {
		if err := os.Mkdir(filepath.Join(root, sub), disk.DirMode); err != nil {
			t.Fatal(err)
		}
	}
	return at(root), root
}

func mustClaim(t *testing.T, d *Dir) *Claim {
	t.Helper()
	c, err := d.Claim(key, "the work", true)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func done(d *Dir) string { return filepath.Join(d.outcomes[0], key+".json") }

// finish publishes an outcome of the claim's key.
func finish(t *testing.T, c *Claim, path string) error {
	t.Helper()
	text, err := sealed.Seal(outcome{sealed.Format, c.key, c.Token()})
	if err != nil {
		t.Fatal(err)
	}
	return c.Publish(path, text)
}

// abandon leaves a claim as the death of its process does.
func abandon(c *Claim) {
	c.stopHeart()
	c.file.Close()
}

func mustState(t *testing.T, d *Dir, want State) Content {
	t.Helper()
	content, state, err := d.Holder(key)
	if err != nil || state != want {
		t.Errorf("state %v (%v), want %v", state, err, want)
	}
	return content
}

func TestOneHolderOfAKey(t *testing.T) {
	d, _ := fresh(t)
	mustState(t, d, Free)
	c := mustClaim(t, d)
	who := mustState(t, d, Held)
	if who.Host != hostName() || who.Process != os.Getpid() || who.Token != 1 || string(who.About) != `"the work"` ||
		who.Lease != 60 || !who.Alive {
		t.Errorf("holder %+v", who)
	}
	if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) ||
		!strings.Contains(err.Error(), "the work") {
		t.Errorf("a second claim: %v", err)
	}
	second, err := d.Claim(other, "other work", true)
	if err != nil {
		t.Fatal(err)
	}
	if count, err := d.CountHeld(func(k string) bool { return k == key }); err != nil || count != 1 {
		t.Errorf("%d held (%v)", count, err)
	}
	if err := errors.Join(c.Release(), c.Release(), second.Withdraw()); err != nil {
		t.Fatal(err)
	}
	mustState(t, d, Free)
}

// Tokens rise with every claim, whatever became of the one before, so that no name is used twice.
func TestTokensRise(t *testing.T) {
	d, root := fresh(t)
	for token := 1; token < 9; token++ {
		c := mustClaim(t, d)
		if c.Token() != token {
			t.Fatalf("token %d, want %d", c.Token(), token)
		}
		if files, err := disk.Names(d.path); err != nil || len(files) != 1 {
			t.Errorf("files %v (%v), want the claim alone", files, err)
		}
		var err error
		switch token % 4 {
		case 0:
			abandon(c)
		case 1:
			err = c.Release()
		case 2:
			err = finish(t, c, done(d))
		case 3:
			failure := filepath.Join(root, "failed", key+".json")
			err = errors.Join(finish(t, c, failure), d.Reopen(failure, key, token))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A worker that lost its claim stores nothing: after a lease without a heartbeat, and when the takeover comes between
// its look and its rename.
func TestLostClaimCannotPublish(t *testing.T) {
	d, _ := fresh(t)
	if err := d.SetLease(MinLease); err != nil {
		t.Fatal(err)
	}
	first := mustClaim(t, d)
	first.stopHeart()
	var second *Claim
	filetest.Eventually(t, "the key can be taken over", func() (taken bool) {
		var err error
		second, err = d.Claim(key, "the work", true)
		return err == nil
	})
	if err := finish(t, first, done(d)); !errors.Is(err, ErrFenced) || !strings.Contains(err.Error(), "the work") {
		t.Errorf("error %v, want ErrFenced", err)
	}
	if _, err := os.Stat(done(d)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the outcome is there (%v)", err)
	}
	if err := finish(t, second, done(d)); err != nil {
		t.Error(err)
	}
	if token, err := d.outcomeToken(key); err != nil || token != 2 {
		t.Errorf("token %d (%v)", token, err)
	}

	last := mustClaim(t, d)
	rename := d.disk.Rename
	d.disk.Rename = func(from, to string) error {
		filetest.Remove(t, last.path)
		return rename(from, to)
	}
	if err := finish(t, last, done(d)); !errors.Is(err, ErrFenced) {
		t.Errorf("at the last moment: error %v, want ErrFenced", err)
	}
}

// A network file system renames, loses the reply, tries again, and reports that there is nothing to rename.
func TestRenameThatIsRepeated(t *testing.T) {
	d, _ := fresh(t)
	c := mustClaim(t, d)
	rename := d.disk.Rename
	d.disk.Rename = func(from, to string) error { return errors.Join(rename(from, to), rename(from, to)) }
	if err := finish(t, c, done(d)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(done(d)); err != nil {
		t.Error(err)
	}
}

func TestContextEndsWithTheClaim(t *testing.T) {
	d, _ := fresh(t)
	if err := d.SetLease(MinLease); err != nil {
		t.Fatal(err)
	}
	c := mustClaim(t, d)
	ctx, stop := c.Context(context.Background())
	defer stop()
	filetest.Remove(t, c.path)
	<-ctx.Done()
	if cause := context.Cause(ctx); !errors.Is(cause, ErrFenced) {
		t.Errorf("cause %v, want ErrFenced", cause)
	}
	if err := c.Release(); err != nil {
		t.Error(err)
	}
}

func TestHeartbeatKeepsTheClaim(t *testing.T) {
	d, _ := fresh(t)
	if err := d.SetLease(MinLease); err != nil {
		t.Fatal(err)
	}
	c := mustClaim(t, d)
	defer c.Release()
	first, _, _ := d.Holder(key)
	filetest.Eventually(t, "the heart beats", func() bool {
		who, _, err := d.Holder(key)
		return err == nil && who.Heartbeat.Sub(first.Heartbeat) > 2*MinLease
	})
	if who := mustState(t, d, Held); who.Process != os.Getpid() {
		t.Errorf("the text is torn: %+v", who)
	}
}

// changed rewrites the text of the first claim, and sets its heartbeat back.
func changed(t *testing.T, d *Dir, change func(*Content), age time.Duration) {
	t.Helper()
	path := d.Path(key, 1)
	var content Content
	if err := sealed.Read(path, &content, &content.Format); err != nil {
		t.Fatal(err)
	}
	change(&content)
	text, err := sealed.Seal(content)
	if err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, path, text)
	beat(t, path, time.Now().Add(-age))
}

func beat(t *testing.T, path string, heartbeat time.Time) {
	t.Helper()
	if err := os.Chtimes(path, heartbeat, heartbeat); err != nil {
		t.Error(err)
	}
}

// A free lock proves nothing about a process on another machine: its lease has to end first. The same where there are
// no locks.
func TestWhoMayBeTakenOver(t *testing.T) {
	away := func(c *Content) { c.Host = "elsewhere" }
	here := func(*Content) {}
	for name, c := range map[string]struct {
		change   func(*Content)
		age      time.Duration
		locks    bool
		alive    bool
		want     State
		takeOver bool
	}{
		"alive":                        {here, 0, true, true, Held, false},
		"hung":                         {here, 2 * time.Minute, true, true, Stalled, true},
		"dead":                         {here, 0, true, false, Dead, true},
		"dead long ago":                {here, 2 * time.Minute, true, false, Dead, true},
		"elsewhere":                    {away, 0, true, false, Held, false},
		"elsewhere, silent":            {away, 2 * time.Minute, true, false, Dead, true},
		"elsewhere, hung":              {away, 2 * time.Minute, true, true, Stalled, true},
		"no locks":                     {here, 0, false, false, Held, false},
		"no locks, silent":             {here, 2 * time.Minute, false, false, Stalled, true},
		"a longer lease":               {func(c *Content) { c.Lease = 600 }, 2 * time.Minute, true, true, Held, false},
		"a heartbeat from the future":  {here, -time.Hour, true, true, Held, false},
		"given back, with lock or not": {func(c *Content) { c.Released = true }, 0, true, true, Free, true},
	} {
		d, _ := fresh(t)
		claim := mustClaim(t, d)
		claim.stopHeart()
		if !c.alive {
			claim.file.Close()
		}
		changed(t, d, c.change, c.age)
		if !c.locks {
			d.disk.Lock = func(*os.File, disk.LockMode) error { return errors.ErrUnsupported }
		}
		if _, state, err := d.Holder(key); state != c.want || err != nil {
			t.Errorf("%s: state %v (%v), want %v", name, state, err, c.want)
		}
		var lost *LostError
		_, err := d.Claim(key, "the work", false)
		if c.takeOver && c.want != Free && !errors.As(err, &lost) {
			t.Errorf("%s: a claim that takes nothing over: %v", name, err)
		}
		if c.want == Free {
			continue
		}
		taken, err := d.Claim(key, "the work", true)
		if (err == nil) != c.takeOver || err != nil && !errors.Is(err, ErrClaimed) {
			t.Errorf("%s: a second claim: %v", name, err)
		}
		if err == nil && taken.Token() != 2 {
			t.Errorf("%s: token %d", name, taken.Token())
		}
	}
}

// Two workers see a dead one; the slower of them makes its claim when the other has already gone further.
func TestOvertakenClaimGivesWay(t *testing.T) {
	d, _ := fresh(t)
	link := d.disk.Link
	d.disk.Link = func(from, to string) error {
		filetest.Write(t, d.Path(key, 2), nil)
		return link(from, to)
	}
	if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) {
		t.Errorf("error %v, want ErrClaimed", err)
	}
	if left, _ := disk.Names(d.path); !slices.Equal(left, []string{Name(key, 2)}) {
		t.Errorf("claims are %v, want the newer one alone", left)
	}
	d.disk.Link = func(string, string) error { return os.ErrExist }
	filetest.Remove(t, d.Path(key, 2))
	if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) {
		t.Errorf("a token that somebody has just used: error %v, want ErrClaimed", err)
	}
}

// Workers lost in a row are counted until a key comes to an outcome.
func TestLostWorkersAreCounted(t *testing.T) {
	d, _ := fresh(t)
	for lost := range 4 {
		c := mustClaim(t, d)
		if got, _ := c.Lost(); got != lost {
			t.Errorf("%d workers were lost, the claim says %d", lost, got)
		}
		abandon(c)
	}
	elsewhere, err := d.Claim(other, "other work", true)
	if err != nil {
		t.Fatal(err)
	}
	if err := finish(t, elsewhere, filepath.Join(d.outcomes[0], other+".json")); err != nil {
		t.Fatal(err)
	}
	c := mustClaim(t, d)
	defer c.Release()
	if got, last := c.Lost(); got != 1 || last.Process != os.Getpid() {
		t.Errorf("after an outcome: %d lost, the last %+v", got, last)
	}
}

// A worker that came further with a key before it was lost does not count; one that died while writing that down does.
func TestProgressEndsTheCountOfLostWorkers(t *testing.T) {
	d, _ := fresh(t)
	if err := os.Mkdir(d.progress, 0o700); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(time.Hour)
	write := func(name string) {
		path := filepath.Join(d.progress, name)
		filetest.Write(t, path, []byte("x"))
		at = at.Add(time.Second)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{0, 1, 1, 2, 3, 1} {
		switch i {
		case 2, 5:
			write(key)
		case 3:
			write(disk.TempMark + "x-1")
		}
		c := mustClaim(t, d)
		if got, _ := c.Lost(); got != want {
			t.Errorf("claim %d: %d workers were lost, want %d", i, got, want)
		}
		abandon(c)
	}
}

// Whatever a dead worker's claim holds, its key is taken over.
func TestDamageAnywhereInAClaim(t *testing.T) {
	d, _ := fresh(t)
	abandon(mustClaim(t, d))
	path := d.Path(key, 1)
	filetest.Damaged(filetest.Read(t, path), func(damaged []byte, what string, at int) {
		filetest.Write(t, path, damaged)
		who, state, err := d.Holder(key)
		if err != nil || state != Dead || who.Token != 1 || who.Host != "" || who.Lease != DefaultLease.Seconds() {
			t.Fatalf("%s at byte %d: holder %+v in state %v (%v)", what, at, who, state, err)
		}
	})
	if c := mustClaim(t, d); c.Token() != 2 {
		t.Errorf("token %d, want 2", c.Token())
	}
}

// A living worker keeps its key, whatever happens to the text of its claim.
func TestDamagedClaimOfALivingWorkerIsHeld(t *testing.T) {
	d, _ := fresh(t)
	c := mustClaim(t, d)
	filetest.Write(t, c.path, []byte("torn"))
	if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) {
		t.Errorf("a second claim: %v", err)
	}
	if err := finish(t, c, done(d)); err != nil {
		t.Errorf("publishing: %v", err)
	}
}

// What a newer version wrote is left to it.
func TestClaimOfANewerVersion(t *testing.T) {
	d, _ := fresh(t)
	filetest.Write(t, d.Path(key, 3), []byte(`{"format":7,"data":{}}`))
	mustState(t, d, Newer)
	if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) || !errors.Is(err, sealed.ErrNewer) {
		t.Errorf("error %v", err)
	}
	if d.Superfluous(Name(key, 3)) {
		t.Error("it counts as superfluous")
	}
}

// What has the name of a claim but is no file hinders nobody, and its name is not used.
func TestOddClaims(t *testing.T) {
	for name, make := range filetest.Oddities(t) {
		d, _ := fresh(t)
		if err := make(d.Path(key, 7)); err != nil {
			t.Fatal(err)
		}
		filetest.Within(t, name, func() {
			c, err := d.Claim(key, "the work", true)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			if c.Token() != 8 {
				t.Errorf("%s: token %d, want the one after the name that is taken", name, c.Token())
			}
			if err := finish(t, c, done(d)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// A claim of the version before tokens, and one that a loss of power brought back after its outcome, serve nobody; that
// of a dead worker does.
func TestSuperfluousClaims(t *testing.T) {
	d, _ := fresh(t)
	if !d.Superfluous(key) || d.Superfluous("notes") || d.Superfluous(Name(key, 1)) {
		t.Error("before any outcome")
	}
	abandon(mustClaim(t, d))
	if err := finish(t, mustClaim(t, d), done(d)); err != nil {
		t.Fatal(err)
	}
	if !d.Superfluous(Name(key, 1)) || !d.Superfluous(Name(key, 2)) || d.Superfluous(Name(key, 3)) {
		t.Error("after the outcome of token 2")
	}
}

// A process that is killed frees its key at once, whatever its lease.
func TestKilledHolder(t *testing.T) {
	d, root := fresh(t)
	for token := 1; token <= 3; token++ {
		process := exec.Command(os.Args[0], "hold", root)
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		line := make([]byte, len("claimed\n"))
		if _, err := out.Read(line); err != nil {
			t.Fatal(err)
		}
		if who := mustState(t, d, Held); who.Process != process.Process.Pid || who.Token != token {
			t.Errorf("holder %+v", who)
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		process.Wait()
		mustState(t, d, Dead)
	}
	c := mustClaim(t, d)
	if lost, _ := c.Lost(); c.Token() != 4 || lost != 3 {
		t.Errorf("token %d, %d lost", c.Token(), lost)
	}
	if err := finish(t, c, done(d)); err != nil {
		t.Error(err)
	}
}

func TestSetLease(t *testing.T) {
	d, _ := fresh(t)
	for _, wrong := range []time.Duration{-1, 1, MinLease - 1, MaxLease + 1} {
		if err := d.SetLease(wrong); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "lease") {
			t.Errorf("%v: error %v, want ErrInvalid that names it", wrong, err)
		}
	}
	for lease, want := range map[time.Duration]time.Duration{0: time.Minute, time.Second: time.Second} {
		if err := d.SetLease(lease); err != nil || d.lease != want {
			t.Errorf("%v: lease %v (%v), want %v", lease, d.lease, err, want)
		}
	}
}

// foreign is a claim of a worker on another machine, of which nothing but its file can be seen.
func foreign(t *testing.T, d *Dir, heartbeat time.Time, lease time.Duration) (path string) {
	t.Helper()
	text, err := sealed.Seal(Content{Format: sealed.Format, Claimant: Claimant{
		Host: "elsewhere", Process: 7, Token: 1, About: json.RawMessage(`"work"`), Lease: lease.Seconds(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, d.Path(key, 1), text)
	beat(t, d.Path(key, 1), heartbeat)
	return d.Path(key, 1)
}

// A clock was set back, or the directory was copied from a machine whose clock is ahead: nobody waits for that time to
// come.
func TestClaimFromTheFutureBlocksNobody(t *testing.T) {
	d, _ := fresh(t)
	foreign(t, d, time.Now().Add(2*365*24*time.Hour), 500*time.Millisecond)
	if who := mustState(t, d, Held); !who.Ahead || who.Shown() {
		t.Errorf("%+v", who)
	}
	filetest.Eventually(t, "the key is taken over", func() bool {
		c, err := d.Claim(key, "the work", true)
		return err == nil && finish(t, c, done(d)) == nil
	})
}

// A living worker keeps its key whatever the clock of the file system says.
func TestLivingWorkerOfAnotherClock(t *testing.T) {
	for name, skew := range map[string]time.Duration{
		"two years ahead": 17520 * time.Hour, "an hour ahead": time.Hour, "an hour behind": -time.Hour,
		"two years behind": -17520 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); livingWorker(t, skew) })
	}
}

// livingWorker has a worker on another machine live for two leases on a disk with that clock, and die.
func livingWorker(t *testing.T, skew time.Duration) {
	const lease = 800 * time.Millisecond // with room for a busy machine
	d, _ := fresh(t)
	d.disk = skewed(d.disk, skew)
	path := foreign(t, d, time.Now().Add(skew), lease)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			case <-time.After(lease / BeatsPerLease / 2):
				beat(t, path, time.Now().Add(skew))
			}
		}
	}()
	for started := time.Now(); time.Since(started) < 2*lease; time.Sleep(lease / 10) {
		if _, err := d.Claim(key, "the work", true); !errors.Is(err, ErrClaimed) {
			t.Errorf("a living worker's key was to be had: %v", err)
		}
	}
	close(stop)
	<-ended
	filetest.Eventually(t, "the dead worker's key is taken over", func() bool {
		c, err := d.Claim(key, "the work", true)
		return err == nil && finish(t, c, done(d)) == nil
	})
}

// skewed is a disk whose clock is not this machine's.
func skewed(d *disk.Disk, skew time.Duration) *disk.Disk {
	out := *d
	out.Create = func(dir, pattern string) (*os.File, error) {
		file, err := d.Create(dir, pattern)
		if err == nil {
			then := time.Now().Add(skew)
			err = os.Chtimes(file.Name(), then, then)
		}
		return file, err
	}
	out.Touch = func(file *os.File) error {
		then := time.Now().Add(skew)
		return errors.Join(d.Touch(file), os.Chtimes(file.Name(), then, then))
	}
	return &out
}

func FuzzClaim(f *testing.F) {
	text, err := sealed.Seal(Content{Format: sealed.Format,
		Claimant: Claimant{Host: "h", Process: 1, Token: 1, Lease: 60}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{}`))
	path := filepath.Join(f.TempDir(), "claim")
	f.Fuzz(func(t *testing.T, text []byte) {
		filetest.Write(t, path, text)
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		content, err := readClaim(file)
		if err != nil || content.lease() <= 0 || time.Since(content.Heartbeat) > time.Hour {
			t.Errorf("read as %+v (%v)", content, err)
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add(Name(key, 12))
	f.Add(key)
	f.Add(disk.TempMark + "1")
	f.Fuzz(func(t *testing.T, name string) {
		if key, token, is := ParseName(name); is && (Name(key, token) != name || token < 1 || !IsKey(key)) {
			t.Errorf("%q was read as %q, %d", name, key, token)
		}
	})
}
