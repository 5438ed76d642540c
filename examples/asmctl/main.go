// Command asmctl checks, converts, packs and sends the roster files that
// schools upload to Apple School Manager. asmctl help lists what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/seed-21142606/asm/examples/asmctl/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	code := command.Run(ctx, os.Args[1:], command.System())
	stop()
	os.Exit(code)
}
