package main

import (
	"context"

	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/render"
)

func renderCommand() command {
	return command{
		name: "render", summary: "draw the static copies of a figure (for the display of cells)",
		text: `
Reads an ECharts option as JSON from standard input and writes its static copies to standard output as JSON: members svg (text) and png (base64;
missing if the fonts lack a letter).`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			set := c.flags(std)
			patience := set.Duration("patience", drawing.Timeout, "give up after `DURATION`")
			if err := noArguments(set, args); err != nil {
				return err
			}
			if *patience <= 0 {
				return usageError("--patience is %v, want more than 0s", *patience)
			}
			ctx, cancel := drawing.WithTimeout(ctx, *patience)
			defer cancel()
			return render.Serve(ctx, std.in, raw(std.out))
		},
	}
}
