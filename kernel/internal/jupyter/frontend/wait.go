package frontend

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"tradeoff/kernel/internal/jupyter/wire"
)

// The states of a kernel around a request.
const (
	busy = "busy"
	idle = "idle"
)

// State is that of a status message, else "".
func State(m *wire.Message) string {
	var content struct {
		State string `json:"execution_state"`
	}
	_ = json.Unmarshal(m.Content, &content) // what is no status has none
	return content.State
}

// wait waits until a condition on what has come holds.
func (c *Client) wait(ctx context.Context, what string, holds func() bool) error {
	for {
		c.mu.Lock()
		ok, changed := holds(), c.changed
		c.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, context.Cause(ctx))
		}
	}
}

// Reply waits for the reply to a request.
func (c *Client) Reply(ctx context.Context, id string) (m *wire.Message, err error) {
	err = c.wait(ctx, "a reply", func() bool {
		m = c.replies[id]
		return m != nil
	})
	return m, err
}

// InputRequest waits until a cell has asked for input for the n-th time, from 1.
func (c *Client) InputRequest(ctx context.Context, id string, n int) (m *wire.Message, err error) {
	err = c.wait(ctx, "a question", func() bool {
		if len(c.inputRequests[id]) >= n {
			m = c.inputRequests[id][n-1]
		}
		return m != nil
	})
	return m, err
}

// Published waits until something of a kind was published for a request, and returns the first of it.
func (c *Client) Published(ctx context.Context, id, kind string) (found *wire.Message, err error) {
	err = c.wait(ctx, "a "+kind, func() bool {
		i := slices.IndexFunc(c.published[id], func(m *wire.Message) bool { return m.Header.Type == kind })
		if i >= 0 {
			found = c.published[id][i]
		}
		return i >= 0
	})
	return found, err
}

// Outputs waits for the idle of a request and returns what was published for it between busy and idle.
func (c *Client) Outputs(ctx context.Context, id string) (list []*wire.Message, err error) {
	err = c.wait(ctx, idle, func() bool {
		list = c.published[id]
		return len(list) > 1 && State(list[len(list)-1]) == idle
	})
	if err != nil {
		return nil, err
	}
	if State(list[0]) != busy {
		c.fault(fmt.Errorf("the first message is a %s, not busy", list[0].Header.Type))
	}
	return slices.Clone(list[1 : len(list)-1]), nil
}
