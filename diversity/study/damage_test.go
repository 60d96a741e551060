package study

import (
	"bytes"
	"context"
	"errors"
	"os"
	"reflect"
	"testing"

	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
)

// lonely is a store with no other user and one run.
func lonely(t *testing.T) (store *Store, run Run) {
	t.Helper()
	store, err := Open(small(), filetest.QuickDir(t))
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
	text := filetest.Read(t, store.dir.Run(hash))
	filetest.Damaged(text, func(damaged []byte, what string, at int) {
		filetest.Write(t, store.dir.Run(hash), damaged)
		if _, err := store.Result(run); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if at%10 != 0 {
			return // computing takes its time, and any damage is one to it
		}
		if got := compute(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s at byte %d: computed again it is %+v, want %+v", what, at, got, want)
		}
		setAsideAs(t, store.dir.Run(hash), damaged)
	})
}

func TestDamageAnywhereInAFailure(t *testing.T) {
	store, run := lonely(t)
	path := store.dir.Failure(small().RunHash(run))
	if err := mustClaim(t, store, run).Fail(errors.New("diverged"), Result{Device: "stub"}); err != nil {
		t.Fatal(err)
	}
	filetest.Damaged(filetest.Read(t, path), func(damaged []byte, what string, at int) {
		filetest.Write(t, path, damaged)
		if _, err := store.Failure(run); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if at%10 != 0 {
			return // computing takes its time, and any damage is one to it
		}
		if err := store.Work(context.Background(), []Run{run}, stubCompute(store)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Result(run); err != nil {
			t.Fatalf("%s at byte %d: the run was not computed: %v", what, at, err)
		}
		setAsideAs(t, path, damaged)
		filetest.Remove(t, store.dir.Run(small().RunHash(run)))
	})
}

func TestDamageAnywhereInTheSpecification(t *testing.T) {
	dir := filetest.QuickDir(t)
	store, err := open(small(), dir, hasty())
	if err != nil {
		t.Fatal(err)
	}
	store.Close()
	text, every := filetest.Read(t, layout.Dir(dir).Spec()), 10
	if testing.Short() {
		every = 100
	}
	filetest.Damaged(text, func(damaged []byte, what string, at int) {
		filetest.Write(t, layout.Dir(dir).Spec(), damaged)
		if _, err := layout.Dir(dir).ReadSpec(); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s at byte %d: error %v, want ErrDamaged", what, at, err)
		}
		if at%every != 0 {
			return // opening takes its time, and any damage is one to it
		}
		store, err := open(small(), dir, hasty())
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := filetest.Read(t, layout.Dir(dir).Spec()); !bytes.Equal(got, text) {
			t.Fatalf("%s at byte %d: written anew it is %s", what, at, got)
		}
		setAsideAs(t, layout.Dir(dir).Spec(), damaged)
	})
}

// hasty is the real disk, which does not wait for the hardware.
func hasty() *disk.Disk {
	d := disk.Real()
	d.Sync = func(*os.File) error { return nil }
	return d
}

// setAsideAs checks that a file was set aside unchanged, and removes it.
func setAsideAs(t *testing.T, path string, damaged []byte) {
	t.Helper()
	if got := filetest.Read(t, path+".damaged-1"); !bytes.Equal(got, damaged) {
		t.Fatalf("set aside is %q, want %q", got, damaged)
	}
	filetest.Remove(t, path+".damaged-1")
}
