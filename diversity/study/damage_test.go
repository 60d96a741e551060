package study

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// damaged calls try with a text cut at every byte, and with one bit of every byte flipped.
func damaged(text []byte, try func(damaged []byte, what string, at int)) {
	for at := range text {
		try(text[:at], "cut", at)
		flipped := bytes.Clone(text)
		flipped[at] ^= 1 << (at % 8)
		try(flipped, "flipped", at)
	}
}

// lonely is a store with no other user and one run.
func lonely(t *testing.T) (store *Store, run Run) {
	t.Helper()
	store, err := Open(small(), quickDir(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store, mustPlan(t, small())[3]
}

func TestDamageAnywhereInAResult(t *testing.T) {
	store, run := lonely(t)
	hash := small().RunHash(run)
	compute := func() Result {
		t.Helper()
		if err := store.Work(context.Background(), []Run{run}, stubCompute(store)); err != nil {
			t.Fatal(err)
		}
		result, err := store.Result(run)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	want := compute()
	text := mustRead(t, store.runPath(hash))
	damaged(text, func(damaged []byte, what string, at int) {
		mustWrite(t, store.runPath(hash), damaged)
		if _, err := store.Result(run); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if got := compute(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s at byte %d: computed again it is %+v, want %+v", what, at, got, want)
		}
		setAsideAs(t, store.runPath(hash), damaged)
	})
}

func TestDamageAnywhereInAFailure(t *testing.T) {
	store, run := lonely(t)
	path := store.failurePath(small().RunHash(run))
	if err := mustClaim(t, store, run).Fail(errors.New("diverged"), "stub"); err != nil {
		t.Fatal(err)
	}
	damaged(mustRead(t, path), func(damaged []byte, what string, at int) {
		mustWrite(t, path, damaged)
		if _, err := store.Failure(run); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if err := store.Work(context.Background(), []Run{run}, stubCompute(store)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Result(run); err != nil {
			t.Fatalf("%s at byte %d: the run was not computed: %v", what, at, err)
		}
		setAsideAs(t, path, damaged)
		mustRemove(t, store.runPath(small().RunHash(run)))
	})
}

func TestDamageAnywhereInTheSpecification(t *testing.T) {
	dir := quickDir(t)
	store, err := open(small(), dir, hasty())
	if err != nil {
		t.Fatal(err)
	}
	store.Close()
	text := mustRead(t, studyPath(dir))
	damaged(text, func(damaged []byte, what string, at int) {
		mustWrite(t, studyPath(dir), damaged)
		if _, err := readStudyFile(dir); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if at%10 != 0 {
			return // opening takes its time, and any damage is one to it
		}
		store, err := open(small(), dir, hasty())
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := mustRead(t, studyPath(dir)); !bytes.Equal(got, text) {
			t.Fatalf("%s at byte %d: written anew it is %s", what, at, got)
		}
		setAsideAs(t, studyPath(dir), damaged)
	})
}

// Whatever a dead worker's claim holds, its run is taken over.
func TestDamageAnywhereInAClaim(t *testing.T) {
	store, run := lonely(t)
	hash := small().RunHash(run)
	abandon(mustClaim(t, store, run))
	path := store.claimPath(hash, 1)
	damaged(mustRead(t, path), func(damaged []byte, what string, at int) {
		mustWrite(t, path, damaged)
		who, state, err := store.holder(hash)
		if err != nil || state != dead || who.Token != 1 || who.Host != "" || who.Lease != defaultLease.Seconds() {
			t.Fatalf("%s at byte %d: holder %+v in state %v (%v)", what, at, who, state, err)
		}
		if err := store.Work(context.Background(), []Run{run}, stubCompute(store)); err != nil {
			t.Fatal(err)
		}
		result, err := store.Result(run)
		if err != nil || result.Token != 2 {
			t.Fatalf("%s at byte %d: token %d (%v), want 2", what, at, result.Token, err)
		}
		mustRemove(t, store.runPath(hash))
	})
}

// A living worker keeps its run, whatever happens to the text of its claim.
func TestDamagedClaimOfALivingWorkerIsHeld(t *testing.T) {
	store, run := lonely(t)
	claim := mustClaim(t, store, run)
	mustWrite(t, claim.path, []byte("torn"))
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("a second claim: %v", err)
	}
	if err := claim.Publish(stubResult(small(), run)); err != nil {
		t.Errorf("publishing: %v", err)
	}
}

// hasty is the real disk, which does not wait for the hardware.
func hasty() disk {
	d := realDisk()
	d.sync = func(*os.File) error { return nil }
	return d
}

// setAsideAs checks that a file was set aside unchanged, and removes it.
func setAsideAs(t *testing.T, path string, damaged []byte) {
	t.Helper()
	if got := mustRead(t, path+".damaged-1"); !bytes.Equal(got, damaged) {
		t.Fatalf("set aside is %q, want %q", got, damaged)
	}
	mustRemove(t, path+".damaged-1")
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func mustWrite(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, fileMode); err != nil {
		t.Fatal(err)
	}
}

func mustRemove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func FuzzClaim(f *testing.F) {
	text, err := seal(claimText{Format: Format, Claimant: Claimant{Host: "h", Process: 1, Token: 1, Lease: 60}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{}`))
	path := filepath.Join(f.TempDir(), "claim")
	f.Fuzz(func(t *testing.T, text []byte) {
		mustWrite(t, path, text)
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		claim, err := readClaim(file)
		if err != nil || claim.lease() <= 0 || time.Since(claim.Heartbeat) > time.Hour {
			t.Errorf("read as %+v (%v)", claim, err)
		}
	})
}

func FuzzClaimName(f *testing.F) {
	f.Add(claimName("c86c7d8dd6a90c57db46b8d72d8b227700596413ca884c86a582eeb366cc6dd1", 12))
	f.Add("c86c7d8dd6a90c57db46b8d72d8b227700596413ca884c86a582eeb366cc6dd1")
	f.Add(tempMark + "1")
	f.Fuzz(func(t *testing.T, name string) {
		if hash, token, is := parseClaimName(name); is && (claimName(hash, token) != name || token < 1 || len(hash) != 64) {
			t.Errorf("%q was read as %q, %d", name, hash, token)
		}
	})
}
