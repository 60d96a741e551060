package study

import (
	"errors"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/sealed"
)

// Format is the version of the files and hashes of this package.
const Format = sealed.Format

// Errors about the files of a study, to be tested with errors.Is.
var (
	// ErrMissing reports a run, or a measurement of a run, that has not been computed.
	ErrMissing = sealed.ErrMissing
	// ErrDamaged reports a file that is torn, altered or not what its name says.
	ErrDamaged = sealed.ErrDamaged
	// ErrFormat reports a file that another version of this program wrote.
	ErrFormat = sealed.ErrFormat
	// ErrNewer reports, together with ErrFormat, a file that a newer version of this program wrote. It is left as it is:
	// only that version can read it.
	ErrNewer = sealed.ErrNewer
	// ErrBusy reports that another process uses the directory with another specification.
	ErrBusy = errors.New("study: in use with another specification")
	// ErrClaimed reports that another worker is computing a run.
	ErrClaimed = claims.ErrClaimed
	// ErrFenced reports that a claim was lost: another worker took the run over, so the outcome was not published.
	ErrFenced = claims.ErrFenced
)
