package device

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// envChild makes the test binary play one installing process: its value is the directory that all of them share.
const envChild = "DEVICE_TEST_CHILD"

func TestMain(m *testing.M) {
	if root := os.Getenv(envChild); root != "" {
		os.Exit(child(root))
	}
	os.Exit(m.Run())
}

// childWorld installs below root; each of its downloads leaves a file there, so that they can be counted.
func childWorld(root string, pause time.Duration) *world {
	w := &world{cache: root, env: map[string]string{}, refuse: map[string]string{}}
	w.host = host{
		goos: "linux", goarch: "amd64",
		lookup:   func(string) (string, bool) { return "", false },
		homeDir:  func() (string, error) { return "", errors.New("none") },
		cacheDir: func() (string, error) { return root, nil },
		glob:     func(string) ([]string, error) { return nil, nil },
		assetURL: func(string, string) (string, error) { return "", errors.New("no network") },
		wheels:   []wheel{fakeWheel("one")},
		open:     w.open,
		python:   w.python,
	}
	w.pip = func(c command) error {
		f, err := os.CreateTemp(root, "download-*")
		if err != nil {
			return err
		}
		time.Sleep(pause)
		return errors.Join(f.Close(), writeAt(argument(c, "--dest"), "one.whl", fakeWheelBytes("one", library())))
	}
	return w
}

func child(root string) int {
	pause := 300 * time.Millisecond
	if os.Getenv(envChild+"_HANGS") != "" {
		pause = time.Hour
	}
	w := childWorld(root, pause)
	s, err := newSearch(w.host, Options{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	d, err := s.open(context.Background())
	if err != nil || d.Kind != CPU {
		fmt.Println(d, err)
		return 1
	}
	return 0
}

func TestProcessesInstallOnce(t *testing.T) {
	root := t.TempDir()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if out, err := childCommand(root).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wait.Wait()
	if n := len(matching(root, "download-*")); n != 1 {
		t.Errorf("%d downloads", n)
	}
	wantClean(t, filepath.Join(root, "diversity", "pjrt"))
}

func childCommand(root string, env ...string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(append(os.Environ(), envChild+"="+root), env...)
	return c
}

func TestGoroutinesInstallOnce(t *testing.T) {
	root := t.TempDir()
	var wait sync.WaitGroup
	var mu sync.Mutex
	waited := 0
	for range 4 {
		wait.Go(func() {
			w := childWorld(root, 300*time.Millisecond)
			d, err := openOn(t.Context(), w.host, Options{Progress: func(e Event) {
				if strings.HasPrefix(e.Step, "wait for") {
					mu.Lock()
					waited++
					mu.Unlock()
				}
			}})
			if err != nil || d.Kind != CPU {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
	wait.Wait()
	if n := len(matching(root, "download-*")); n != 1 || waited == 0 {
		t.Errorf("%d downloads, %d were told that they wait", n, waited)
	}
}

// A killed installer leaves a half-filled directory and no lock: the next one is neither stopped nor misled by them.
func TestKilledInstallerIsCleanedUp(t *testing.T) {
	root := t.TempDir()
	cache := filepath.Join(root, "diversity", "pjrt")
	c := childCommand(root, envChild+"_HANGS=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for len(matching(root, "download-*")) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	if len(matching(cache, stagingPrefix+"*")) == 0 {
		t.Fatal("nothing was left behind: the test shows nothing")
	}
	w := childWorld(root, 0)
	d, err := openOn(t.Context(), w.host, Options{})
	if err != nil || d.Kind != CPU {
		t.Errorf("%+v, %v", d, err)
	}
	wantClean(t, cache)
}
