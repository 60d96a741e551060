package frontend

import (
	"context"
	"tradeoff/kernel/internal/jupyter/wire"
)

// Until waits until a condition holds on what was published for a request, which may still run.
func (c *Client) Until(ctx context.Context, id, what string, holds func([]*wire.Message) bool) error {
	return c.wait(ctx, what, func() bool { return holds(c.published[id]) })
}
