package claims

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/sealed"
)

// Inspect reads the file of a claim and judges its state.
//
// A lock that is free proves that the holder is dead, but only on its own machine: some network file systems do not
// pass locks on. On another machine, and where there are no locks, its heartbeat decides.
func (d *Dir) Inspect(key string, token int) (Content, State, error) {
	path := d.Path(key, token)
	file, err := d.disk.OpenFile(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, regular.ErrKind) {
		return Content{}, Free, nil // published, failed or taken over meanwhile; or no claim at all
	}
	if err != nil {
		return Content{}, Free, fmt.Errorf("study: %w", err)
	}
	defer file.Close()
	content, err := readClaim(file)
	if err != nil {
		return content, Free, fmt.Errorf("study: %w", err)
	}
	content.Token = token
	switch {
	case content.newer:
		return content, Newer, nil
	case content.Released:
		return content, Free, nil
	}
	return d.judge(content, file, path)
}

// judge decides by the lock and the heartbeat of a claim that was not given back.
func (d *Dir) judge(content Content, file *os.File, path string) (Content, State, error) {
	expired := d.expired(&content, path)
	here := content.Host == "" || content.Host == hostName()
	switch err := d.disk.Lock(file, disk.TryShared); {
	case errors.Is(err, disk.ErrLocked), errors.Is(err, errors.ErrUnsupported):
		content.Alive = here && errors.Is(err, disk.ErrLocked)
		return content, heldUnless(expired, Stalled), nil
	case err != nil:
		return content, Free, fmt.Errorf("study: %w", err)
	}
	return content, heldUnless(expired || here, Dead), nil
}

func heldUnless(lost bool, state State) State {
	if lost {
		return state
	}
	return Held
}

// readClaim reads the file of a claim. One that is torn, or holds an outcome that was not published, shows only when it
// was last written.
func readClaim(file *os.File) (Content, error) {
	info, err := file.Stat()
	if err != nil {
		return Content{}, err
	}
	text, err := regular.ReadAll(file, maxClaimBytes)
	if err != nil && !errors.Is(err, regular.ErrSize) {
		return Content{}, err
	}
	var content Content
	err = sealed.Unseal(text, &content, &content.Format)
	if err != nil || content.Lease <= 0 || content.Lease > MaxLease.Seconds() {
		newer := errors.Is(err, sealed.ErrNewer)
		content = Content{Claimant: Claimant{Lease: DefaultLease.Seconds()}, Released: content.Message != "" && !newer,
			newer: newer}
	}
	content.Heartbeat = info.ModTime().UTC()
	return content, nil
}

func hostName() string {
	host, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return host
}
