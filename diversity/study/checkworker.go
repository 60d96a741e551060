package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

// ErrWorker reports a worker program that cannot compute a study, in the program's own words.
var ErrWorker = errors.New("study: the worker program cannot compute the study")

// Check implements [Checker]: there is a worker program, and the backbone and the probes are ones that it can open. The
// program is asked only about kinds that are not of this library. The error wraps ErrNoWorker, ErrWorker,
// backbone.ErrNotReopenable for a Go function, or diversity.ErrInvalid.
func (p Processes) Check(ctx context.Context, s Study) error {
	if err := p.validate(); err != nil {
		return err
	}
	if err := s.functionless(); err != nil {
		return err
	}
	command, err := p.command()
	if err != nil {
		return err
	}
	return CheckWorker(ctx, command, s)
}

// functionless refuses a backbone that is a Go function, which no other process has.
func (s Study) functionless() error {
	text, err := backbone.Marshal(s.Backbone)
	if err != nil {
		return inField("Study.Backbone", err)
	}
	if _, err := backbone.Unmarshal(text); err != nil && !errors.Is(err, diversity.ErrUnknownKind) {
		return inField("Study.Backbone", err)
	}
	return nil
}

// CheckWorker asks a worker program, given with its first arguments, whether it can compute a study whose backbone or a
// probe is not of this library; of others it is not asked. The error wraps ErrWorker and has the program's words.
func CheckWorker(ctx context.Context, command []string, s Study) error {
	text, foreign, err := s.foreign()
	if err != nil || !foreign {
		return err
	}
	words := &tail{limit: 4096}
	cmd := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], "worker", "--check")...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), words, words
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %s: %w\n%s\n"+
			"Build a program that imports what is missing and calls runner.Main; name it in %s or Processes.Command",
			ErrWorker, strings.Join(command, " "), err, words, WorkerVariable)
	}
	return nil
}

// foreign is the study as text, and whether it has kinds that are not of this library.
func (s Study) foreign() (text []byte, foreign bool, err error) {
	if text, err = s.MarshalJSON(); err != nil {
		return nil, false, err
	}
	from := packages{}
	from.note("backbone", s.Backbone)
	from.noteChoices(s)
	for _, p := range s.Probes {
		from.note("probe", p)
	}
	return text, len(from) > 0 || s.Known() != nil, nil
}
