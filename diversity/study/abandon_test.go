package study

import (
	"os"
	"testing"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

// abandon leaves a claim of a run as a worker does that died on this machine.
func abandon(t *testing.T, store *Store, run Run) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	leaveClaim(t, store, run, claims.Claimant{Host: host, Process: 1, Token: 1, Lease: 60})
}

// leaveClaim writes the file of a claim that nobody has locked.
func leaveClaim(t *testing.T, store *Store, run Run, who claims.Claimant) {
	t.Helper()
	last, err := store.claims.LastOutcome()
	if err != nil {
		t.Fatal(err)
	}
	text, err := sealed.Seal(claims.Content{Format: Format, Claimant: who, LastOutcome: last})
	if err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, store.claims.Path(store.hasher.hash(run), who.Token), text)
}
