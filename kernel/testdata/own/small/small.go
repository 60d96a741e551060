// Package small is a backbone of a user's: its settings, which a cell can name without linking a training framework.
package small

import (
	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

func init() { backbone.Register("small", backbone.Decode[Network]) }

// Network is two layers of one width with a connection around the second.
type Network struct {
	Width int `json:"width"` // at least 1
}

// Kind returns "small".
func (Network) Kind() string { return "small" }

// Validate checks the width.
func (n Network) Validate() error {
	if n.Width < 1 {
		return diversity.Invalid("small.Network.Width", n.Width, "at least 1")
	}
	return nil
}

// Features is the width.
func (n Network) Features(_, _, _ int) int { return n.Width }
