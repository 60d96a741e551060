package study

import (
	"os"
	"sync"
	"time"
)

// clock is that of the file system, whose times heartbeats have. No machine's own clock need agree with it.
type clock struct {
	mutex sync.Mutex
	shown time.Time // by the file system
	when  time.Time // that was, by the monotonic clock of this process
}

// recheck is for how long the clock of the file system is believed to go as this process's does.
const recheck = time.Minute

// set takes the time of a file that was just written.
func (c *clock) set(shown time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.shown, c.when = shown, time.Now()
}

// now is the time if it was set lately.
func (c *clock) now() (now time.Time, known bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	since := time.Since(c.when)
	return c.shown.Add(since), !c.shown.IsZero() && since < recheck
}

// now is the time by the clock of the file system. A store that computes asks it by writing a byte to its lock file; one that
// only reads has to take this machine's clock for it.
func (st *Store) now() time.Time {
	if now, known := st.clock.now(); known {
		return now
	}
	if st.lock != nil && st.disk.touch(st.lock) == nil && st.disk.sync(st.lock) == nil {
		if info, err := os.Stat(st.lock.Name()); err == nil {
			st.clock.set(info.ModTime())
			return info.ModTime()
		}
	}
	return time.Now()
}

// sightings remembers since when this process has seen the heartbeat of each claim as it is.
type sightings struct {
	mutex sync.Mutex
	last  map[string]sighting // by the path of the claim
}

type sighting struct {
	heartbeat time.Time
	since     time.Time // by the monotonic clock of this process, which nobody can set
}

// unchanged tells for how long a claim has had the heartbeat, as far as this process has seen.
func (s *sightings) unchanged(path string, heartbeat time.Time) time.Duration {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.last == nil {
		s.last = map[string]sighting{}
	}
	before, seen := s.last[path]
	if !seen || !before.heartbeat.Equal(heartbeat) {
		before = sighting{heartbeat, time.Now()}
		s.last[path] = before
	}
	return time.Since(before.since)
}

// silent reports whether a claim has shown no sign of life for its lease: either its heartbeat is that old by the clock of the
// file system, or this process has watched it for so long and it did not change. A heartbeat that is dated ahead of now is none.
func (st *Store) silent(text *claimText, path string) bool {
	age := st.now().Sub(text.Heartbeat)
	text.ahead = age < -text.lease()
	return age > text.lease() || st.seen.unchanged(path, text.Heartbeat) > text.lease()
}

// shown reports whether who looks at a claim only once may take it for that of a living worker.
func (t claimText) shown() bool { return t.alive || !t.ahead }
