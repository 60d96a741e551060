package study

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Claimant says who computes a run.
type Claimant struct {
	Host      string    `json:"host"`
	Process   int       `json:"pid"`
	Token     int       `json:"token"` // counts the claims of the run, from 1: the fencing token
	Run       Run       `json:"run"`
	Started   time.Time `json:"started"`   // UTC
	Heartbeat time.Time `json:"heartbeat"` // when it last showed that it is alive, by the clock of the file system
	Lease     float64   `json:"lease"`     // seconds after the last heartbeat in which nobody takes the run over
}

// holding is the state of the claim on a run.
type holding int

const (
	free    holding = iota // nobody claims it
	held                   // its holder is alive, or was within its lease
	stalled                // its holder lives, as far as one can see, but has not shown so within its lease
	dead                   // its holder ended without an outcome
)

// claimText is the content of a claim's file.
type claimText struct {
	Format int `json:"format"`
	Claimant
	Deaths      int       `json:"deaths,omitempty"`   // workers in a row that were lost with this run, while no run came to an outcome
	LastOutcome time.Time `json:"last_outcome"`       // when a run last came to an outcome, seen from the claim's beginning
	Released    bool      `json:"released,omitempty"` // given back without an outcome
	Message     string    `json:"message,omitempty"`  // of a [Failure] that the file holds: it was forgotten, or not yet stored

	alive bool // beyond doubt: a process of this machine has the lock
}

func (t *claimText) format() int { return t.Format }

func (t claimText) lease() time.Duration { return time.Duration(t.Lease * float64(time.Second)) }

// claimName names the file of a claim: <hash>.<token>.
func claimName(hash string, token int) string { return fmt.Sprintf("%s.%d", hash, token) }

// parseClaimName reads a claim's name; false for any other file.
func parseClaimName(name string) (hash string, token int, is bool) {
	hash, number, _ := strings.Cut(name, ".")
	token, err := strconv.Atoi(number)
	return hash, token, err == nil && token > 0 && isHash(hash) && name == claimName(hash, token)
}

// isHash tells the hash of a run from other names.
func isHash(name string) bool {
	return len(name) == sumLength && strings.Trim(name, "0123456789abcdef") == ""
}

func (st *Store) claimPath(hash string, token int) string {
	return filepath.Join(st.dir, claimsDir, claimName(hash, token))
}

// claims lists the tokens of all claim files, by run. A run has several for a moment while it changes hands.
func (st *Store) claims() (map[string][]int, error) {
	entries, err := names(filepath.Join(st.dir, claimsDir))
	if err != nil {
		return nil, err
	}
	tokens := map[string][]int{}
	for _, name := range entries {
		if hash, token, is := parseClaimName(name); is {
			tokens[hash] = append(tokens[hash], token)
		}
	}
	return tokens, nil
}

// holder tells who claims a run. Heartbeats are judged by this machine's clock.
func (st *Store) holder(hash string) (who Claimant, state holding, err error) {
	all, err := st.claims()
	if err != nil || len(all[hash]) == 0 {
		return Claimant{}, free, err
	}
	text, state, err := st.inspect(hash, highest(all[hash]), time.Now())
	return text.Claimant, state, err
}

// countHeld counts those of the runs, given by hash, that living workers hold.
func (st *Store) countHeld(runs map[string]Run) (count int, err error) {
	all, err := st.claims()
	if err != nil {
		return 0, err
	}
	for hash, tokens := range all {
		if _, wanted := runs[hash]; !wanted {
			continue
		}
		_, state, err := st.inspect(hash, highest(tokens), time.Now())
		if err != nil {
			return 0, err
		}
		if state == held {
			count++
		}
	}
	return count, nil
}

// inspect reads the file of a claim and tells its state. The time is now by the clock that the file's heartbeat has.
//
// A lock that is free proves that the holder is dead, but only on its own machine: some network file systems do not pass
// locks on. On another machine, and where there are no locks, its heartbeat decides.
func (st *Store) inspect(hash string, token int, now time.Time) (claimText, holding, error) {
	file, err := st.disk.open(st.claimPath(hash, token), os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return claimText{}, free, nil // published, failed or taken over meanwhile
	}
	if err != nil {
		return claimText{}, free, fmt.Errorf("study: %w", err)
	}
	defer file.Close()
	text, err := readClaim(file)
	if err != nil {
		return text, free, fmt.Errorf("study: %w", err)
	}
	text.Token = token
	if text.Released {
		return text, free, nil
	}
	expired := now.Sub(text.Heartbeat) > text.lease()
	here := text.Host == "" || text.Host == hostName()
	switch err := st.disk.lock(file, tryShared); {
	case errors.Is(err, errLocked), errors.Is(err, errors.ErrUnsupported):
		text.alive = here && errors.Is(err, errLocked)
		return text, heldUnless(expired, stalled), nil
	case err != nil:
		return text, free, fmt.Errorf("study: %w", err)
	}
	return text, heldUnless(expired || here, dead), nil
}

func heldUnless(lost bool, state holding) holding {
	if lost {
		return state
	}
	return held
}

// readClaim reads the file of a claim. One that is torn, or holds an outcome that was not published, tells only when it
// was last written.
func readClaim(file *os.File) (claimText, error) {
	info, err := file.Stat()
	if err != nil {
		return claimText{}, err
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return claimText{}, err
	}
	var text claimText
	if unseal(content, &text) != nil || text.Lease <= 0 || text.Lease > maxLease.Seconds() {
		text = claimText{Claimant: Claimant{Lease: defaultLease.Seconds()}, Released: text.Message != ""}
	}
	text.Heartbeat = info.ModTime().UTC()
	return text, nil
}

func highest(tokens []int) int {
	top := 0
	for _, token := range tokens {
		top = max(top, token)
	}
	return top
}

func hostName() string {
	host, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return host
}
