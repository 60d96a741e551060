package claims

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tradeoff/diversity/study/internal/sealed"
)

// Claimant says who works on a key.
type Claimant struct {
	Host      string          `json:"host"`
	Process   int             `json:"pid"`
	Token     int             `json:"token"`     // counts the claims of the key, from 1: the fencing token
	About     json.RawMessage `json:"run"`       // what the key stands for, as the claimant wrote it
	Started   time.Time       `json:"started"`   // UTC
	Heartbeat time.Time       `json:"heartbeat"` // when it last showed that it is alive, by the clock of the file system
	Lease     float64         `json:"lease"`     // seconds after the last heartbeat in which nobody takes the key over
}

// State is that of a claim.
type State int

// The states of a claim.
const (
	Free    State = iota // nobody works on the key
	Held                 // its holder is alive, or was within its lease
	Stalled              // its holder lives, as far as one can see, but has not shown so within its lease
	Dead                 // its holder ended without an outcome
	Newer                // a newer version of this program made it, and alone can judge it
)

// Content is that of a claim's file, with what a look at the file showed.
type Content struct {
	Format int `json:"format"`
	Claimant
	// workers in a row that were lost with this key, while no key came to an outcome
	Deaths int `json:"deaths,omitempty"`
	// when a key last came to an outcome, seen from the claim's beginning
	LastOutcome time.Time `json:"last_outcome"`
	Released    bool      `json:"released,omitempty"` // given back without an outcome
	// of a failure that the file holds: it is to be tried again, or was not yet stored
	Message string `json:"message,omitempty"`

	Alive bool `json:"-"` // for certain: a process of this machine has the lock
	Ahead bool `json:"-"` // its heartbeat is dated after now, so that it says nothing until it changes
	newer bool // another version wrote the file
}

// Shown reports whether who looks at a claim only once may take it for that of a living worker.
func (c Content) Shown() bool { return c.Alive || !c.Ahead }

func (c Content) lease() time.Duration { return time.Duration(c.Lease * float64(time.Second)) }

// Name names the file of a claim: <key>.<token>.
func Name(key string, token int) string { return fmt.Sprintf("%s.%d", key, token) }

// ParseName reads a claim's name; false for any other file.
func ParseName(name string) (key string, token int, is bool) {
	key, number, _ := strings.Cut(name, ".")
	token, err := strconv.Atoi(number)
	return key, token, err == nil && token > 0 && IsKey(key) && name == Name(key, token)
}

// keyLength is that of a hexadecimal SHA-256.
const keyLength = 64

// IsKey distinguishes keys, which are hexadecimal hashes, from other names.
func IsKey(name string) bool {
	return len(name) == keyLength && strings.Trim(name, "0123456789abcdef") == ""
}

// maxClaimBytes bounds what is read of a claim, whose file may also hold the outcome of its key.
const maxClaimBytes = sealed.MaxBytes
