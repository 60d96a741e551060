package levels

import "errors"

// ErrOutOfReach is wrapped where no spend that was looked at is expected to reach an error.
var ErrOutOfReach = errors.New("out of reach")
