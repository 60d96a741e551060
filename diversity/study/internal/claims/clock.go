package claims

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

// SetClock has the clock of the file system read by writing a byte to a file, which is of no other use. Without one
// this machine's clock is taken for it, as by who only reads.
func (d *Dir) SetClock(file *os.File) { d.clockFile = file }

// Now is the time by the clock of the file system.
func (d *Dir) Now() time.Time {
	if now, known := d.clock.now(); known {
		return now
	}
	if d.clockFile != nil && d.disk.Touch(d.clockFile) == nil && d.disk.Sync(d.clockFile) == nil {
		if info, err := os.Stat(d.clockFile.Name()); err == nil {
			d.clock.set(info.ModTime())
			return info.ModTime()
		}
	}
	return time.Now()
}

// sightings records since when this process has seen the heartbeat of each claim as it is.
type sightings struct {
	mutex sync.Mutex
	last  map[string]sighting // by the path of the claim
}

type sighting struct {
	heartbeat time.Time
	since     time.Time // by the monotonic clock of this process, which nobody can set
}

// unchanged is for how long a claim has had the heartbeat, as far as this process has seen.
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

// expired reports whether a claim has shown no sign of life for its lease: either its heartbeat is that old by the
// clock of the file system, or this process has watched it for so long and it did not change. A heartbeat that is dated
// ahead of now is none.
func (d *Dir) expired(content *Content, path string) bool {
	age := d.Now().Sub(content.Heartbeat)
	content.Ahead = age < -content.lease()
	return age > content.lease() || d.seen.unchanged(path, content.Heartbeat) > content.lease()
}
