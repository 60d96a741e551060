package show

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Context returns a context that ends when the cell is interrupted (or its process told to terminate), so that what
// takes long stops in good order: study.Study.Run ends its workers and returns what is finished. A second interruption
// ends the process at once.
func Context() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
