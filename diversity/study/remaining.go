package study

import "time"

// pace learns from the runs that were finished how long a run takes, start + perUpdate * updates, and how many go on
// side by side. The time from the call to the first claim, in which workers start, says nothing about that and is not
// looked at.
type pace struct {
	count             float64
	updates, seconds  float64 // sums
	squares, products float64 // of updates, and of both
	trained           int     // runs with updates among them

	began, last time.Time // of the first claim that was seen, and of the last finish
	running     int       // most claims at once
}

// see notes how many runs are being computed.
func (p *pace) see(running int, now time.Time) {
	if p.began.IsZero() && running > 0 {
		p.began = now
	}
	p.running = max(p.running, running)
}

// learn adds a finished run.
func (p *pace) learn(updates int, seconds float64, now time.Time) {
	p.last = now
	u := float64(updates)
	p.count++
	p.updates, p.seconds = p.updates+u, p.seconds+seconds
	p.squares, p.products = p.squares+u*u, p.products+u*seconds
	if updates > 0 {
		p.trained++
	}
}

// line is the least-squares fit, of which neither part is negative.
func (p *pace) line() (start, perUpdate float64) {
	spread := p.count*p.squares - p.updates*p.updates
	if spread > 1e-9*p.count*p.squares {
		perUpdate = (p.count*p.products - p.updates*p.seconds) / spread
		start = (p.seconds - perUpdate*p.updates) / p.count
	}
	switch {
	case spread <= 1e-9*p.count*p.squares || start < 0:
		return 0, p.products / p.squares
	case perUpdate < 0:
		return p.seconds / p.count, 0
	}
	return start, perUpdate
}

// lanes is how many seconds of runs are worked off in a second. Runs that are trained together share theirs.
func (p *pace) lanes() float64 {
	wall := p.last.Sub(p.began).Seconds()
	if p.began.IsZero() || wall <= 0 {
		return 1
	}
	running := float64(max(1, p.running))
	begun := (running - 1) / 2 * p.seconds / p.count // the other lanes are half through a run when one is finished
	return min(max((p.seconds+begun)/wall, 0.1), running)
}

// remaining estimates the time that runs with so many updates in all take; 0 until a trained run of this call is
// finished.
func (p *pace) remaining(runs int, updates float64, now time.Time) time.Duration {
	if p.trained == 0 || runs == 0 {
		return 0
	}
	start, perUpdate := p.line()
	seconds := (start*float64(runs) + perUpdate*updates) / min(p.lanes(), float64(runs))
	return max(time.Duration(seconds*float64(time.Second))-now.Sub(p.last), time.Second)
}
