package main

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// refusing is a proxy of Go modules, and of everything else, that closes every connection and keeps what it asks for.
type refusing struct {
	address string
	mu      sync.Mutex
	lines   []string
}

// asked are the first lines of all requests so far.
func (r *refusing) asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

func (r *refusing) refuse(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	_ = connection.SetReadDeadline(time.Now().Add(time.Second))
	line, _ := bufio.NewReaderSize(connection, 4096).ReadSlice('\n')
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, strings.TrimSpace(string(line)))
}

func newRefusing(t *testing.T) *refusing {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	r := &refusing{address: "http://" + listener.Addr().String()}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go r.refuse(connection)
		}
	}()
	return r
}

// online is an environment in which the go command asks the proxy for whatever it lacks.
func (r *refusing) online(env []string) []string {
	return append(slices.Clone(env), "GOPROXY="+r.address, "GOSUMDB=off", "GOFLAGS=-mod=mod", "GOVCS=*:all",
		"HTTP_PROXY="+r.address, "HTTPS_PROXY="+r.address)
}

// TestIntegrationTypingAsksNoNetwork asks for completions and documentation, and has go doc look for packages, in a
// project that requires a module which is not on this machine: nothing of it connects to anything. What a cell asks
// for by `!go get` does, which shows that it is counted.
func TestIntegrationTypingAsksNoNetwork(t *testing.T) {
	s, proxy := newStranger(t), newRefusing(t)
	s.put(t, "absent/absent.go", "// Package absent needs a module that is not here.\npackage absent\n\n"+
		"import \"example.org/nowhere/thing\"\n\n// Made is of it.\nvar Made = thing.New()\n")
	s.put(t, "go.mod", s.mod(t)+"\nrequire example.org/nowhere v1.2.3\n")
	s.env = proxy.online(s.env)
	k := s.startIn(t, proxytest.ShortTemp(t), s.dir)
	defer k.shutDown(t)
	k.completed(t, "knn.Near|", "Nearest")
	for _, text := range []string{"import \"example.org/nowhere/thing\"\nthing.N|", "x := absent.Ma|",
		"import \"example.org/other/thing\"\nthing.New(|)", "rand.Rea|"} {
		k.ask("complete_request", text)
		k.ask("inspect_request", text)
	}
	for _, name := range []string{"example.org/nowhere/thing.New", "example.org/other/thing", "nosuchpackage.Name", "fmt.Println"} {
		k.Run("!go doc " + name)
	}
	k.withoutNetwork(t)
	time.Sleep(time.Second) // what gopls does behind its answers
	if asked := proxy.asked(); len(asked) > 0 {
		t.Errorf("typing asked the network for %q", asked)
	}
	k.Run("!go get example.org/other@v1.0.0")
	if len(proxy.asked()) == 0 {
		t.Error("`!go get` asked nothing: what was counted above shows nothing")
	}
}

// withoutNetwork looks at the environment of the gopls that this kernel's gonb has started.
func (k *liveKernel) withoutNetwork(t *testing.T) {
	t.Helper()
	found := 0
	for pid, command := range withVariable("TMPDIR=" + k.temp) {
		if !strings.Contains(command, "gopls -listen") {
			continue
		}
		found++
		text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "environ"))
		if err != nil {
			t.Fatal(err)
		}
		last := map[string]string{} // of a name that is there twice the last counts
		for variable := range strings.SplitSeq(string(text), "\x00") {
			name, value, _ := strings.Cut(variable, "=")
			last[name] = value
		}
		for name, want := range map[string]string{"GOPROXY": "off", "GOVCS": "*:off"} {
			if last[name] != want {
				t.Errorf("gopls has %s=%s, want %s", name, last[name], want)
			}
		}
	}
	if found == 0 {
		t.Error("no gopls of this kernel was found")
	}
}
