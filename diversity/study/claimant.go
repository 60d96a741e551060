package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tradeoff/diversity/internal/regular"
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
	newer                  // a newer version of this package made it, and alone can judge it
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
	newer bool // another version wrote the file
	ahead bool // its heartbeat is dated after now, so that it says nothing until it changes
}

func (t *claimText) format() int { return t.Format }

func (t claimText) lease() time.Duration { return time.Duration(t.Lease * float64(time.Second)) }

// claimName names the file of a claim: <hash>.<token>.
func claimName(hash string, token int) string { return fmt.Sprintf("%s.%d", hash, token) }

// maxClaimBytes bounds what is read of a claim, whose file may also hold the outcome of its run.
const maxClaimBytes = maxFileBytes

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

// tokens are the numbers that names in the directory of claims have for a run. A run has several for a moment while it changes hands.
type tokens struct {
	files []int // of files, which are claims
	top   int   // the highest of all names: a directory, say, is no claim, but its name is taken
}

// claims lists the tokens of all runs that have any. What is no file under the name of a claim is passed over.
func (st *Store) claims() (map[string]tokens, error) {
	found, err := entries(filepath.Join(st.dir, claimsDir))
	if err != nil {
		return nil, err
	}
	all := map[string]tokens{}
	for _, entry := range found {
		hash, token, is := parseClaimName(entry.Name())
		if !is {
			continue
		}
		of := all[hash]
		of.top = max(of.top, token)
		if entry.Type().IsRegular() {
			of.files = append(of.files, token)
		}
		all[hash] = of
	}
	return all, nil
}

// holder tells who claims a run.
func (st *Store) holder(hash string) (who Claimant, state holding, err error) {
	all, err := st.claims()
	if err != nil || len(all[hash].files) == 0 {
		return Claimant{}, free, err
	}
	text, state, err := st.inspect(hash, highest(all[hash].files))
	return text.Claimant, state, err
}

// countHeld counts those of the runs, given by hash, that living workers hold.
func (st *Store) countHeld(runs map[string]Run) (count int, err error) {
	all, err := st.claims()
	if err != nil {
		return 0, err
	}
	for hash, tokens := range all {
		if _, wanted := runs[hash]; !wanted || len(tokens.files) == 0 {
			continue
		}
		_, state, err := st.inspect(hash, highest(tokens.files))
		if err != nil {
			return 0, err
		}
		if state == held {
			count++
		}
	}
	return count, nil
}

// inspect reads the file of a claim and tells its state.
//
// A lock that is free proves that the holder is dead, but only on its own machine: some network file systems do not pass
// locks on. On another machine, and where there are no locks, its heartbeat decides.
func (st *Store) inspect(hash string, token int) (claimText, holding, error) {
	path := st.claimPath(hash, token)
	file, err := st.disk.openFile(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, regular.ErrKind) {
		return claimText{}, free, nil // published, failed or taken over meanwhile; or no claim at all
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
	switch {
	case text.newer:
		return text, newer, nil
	case text.Released:
		return text, free, nil
	}
	expired := st.silent(&text, path)
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
	content, err := regular.ReadAll(file, maxClaimBytes)
	if err != nil && !errors.Is(err, regular.ErrSize) {
		return claimText{}, err
	}
	var text claimText
	err = unseal(content, &text)
	if err != nil || text.Lease <= 0 || text.Lease > maxLease.Seconds() {
		lost := errors.Is(err, ErrNewer)
		text = claimText{Claimant: Claimant{Lease: defaultLease.Seconds()}, Released: text.Message != "" && !lost, newer: lost}
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
