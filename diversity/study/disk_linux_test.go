package study

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity/study/internal/filetest"
)

// asNobody runs the test again in a process of a user whom permissions bind.
func asNobody(t *testing.T) {
	t.Helper()
	const nobody = 65534
	dir, err := os.MkdirTemp("", "study-nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "study.test")
	text := filetest.Read(t, os.Args[0])
	if err := errors.Join(os.WriteFile(program, text, 0o755), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	test := exec.Command(program, "-test.run", "^"+t.Name()+"$", "-test.v")
	test.Dir = dir
	test.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := test.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Skipf("permissions do not bind the superuser, and no other user can run the test: %v", err)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v: %s", err, out)
	}
}

// A disk really fills up while a study is computed.
func TestFullDisk(t *testing.T) {
	root := t.TempDir()
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=400k"); err != nil {
		t.Skipf("no small file system can be mounted: %v", err)
	}
	defer syscall.Unmount(root, 0)
	s := small()
	s.Repeats = 40
	ballast := filepath.Join(root, "ballast")
	filetest.Write(t, ballast, make([]byte, 200_000))
	first, err := s.Run(context.Background(), RunOptions{Root: root, Executor: inProcess{}})
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), root) {
		t.Fatalf("error %v, want that the disk is full, with the path", err)
	}
	if len(first.Runs) == 0 || len(first.Missing) == 0 || len(first.Damaged) != 0 {
		t.Errorf("%d finished, %d missing, damaged %v", len(first.Runs), len(first.Missing), first.Damaged)
	}
	if err := syscall.Mount("tmpfs", root, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	log := logTo(t)
	second := mustRun(t, s, RunOptions{Root: root, Executor: inProcess{}})
	if begun := len(logged(t, log)); begun != len(first.Missing) {
		t.Errorf("%d runs were computed when there was space, %d were missing", begun, len(first.Missing))
	}
	if !reflect.DeepEqual(second.Runs[:5], first.Runs[:5]) {
		t.Error("results changed")
	}
}
