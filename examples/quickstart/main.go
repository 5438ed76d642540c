// Command quickstart sends an OneRoster export to Apple School Manager.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"

	"github.com/seed-21142606/asm/archive"
	"github.com/seed-21142606/asm/convert"
	"github.com/seed-21142606/asm/transport/sftp"
	"github.com/seed-21142606/asm/validate"
)

func main() {
	if err := send(context.Background(), os.DirFS("export")); err != nil {
		log.Fatal(err)
	}
	log.Print("sent; School Manager shows under Activity what came of it")
}

func send(ctx context.Context, export fs.FS) error {
	if err := check(ctx, export); err != nil {
		return err
	}
	pack := new(bytes.Buffer)
	zip := archive.NewWriter(pack, nil)
	ledger, err := convert.ToApple(ctx, zip, export, nil)
	if err = errors.Join(err, zip.Close()); err != nil {
		return err
	}
	log.Print(ledger) // who was left out, and why
	body := bytes.NewReader(pack.Bytes())
	roster, err := archive.NewReader(body, body.Size(), nil)
	if err != nil {
		return err
	}
	keys, err := sftp.Fingerprints(os.Getenv("ASM_HOST_KEY"))
	if err = errors.Join(err, check(ctx, roster)); err != nil {
		return err
	}
	password := func(context.Context) (string, error) { return os.Getenv("ASM_SFTP_PASSWORD"), nil }
	to := &sftp.Transport{Addr: os.Getenv("ASM_SFTP_ADDR"), User: os.Getenv("ASM_SFTP_USER"), Password: password, HostKeys: keys}
	_, err = to.Upload(ctx, "roster.zip", body, body.Size())
	return err
}

func check(ctx context.Context, roster fs.FS) error {
	report, err := validate.Validate(ctx, roster, nil)
	if err == nil && !report.OK() {
		err = fmt.Errorf("%d errors, nothing was sent; %v", report.Summary.Errors, report.Findings)
	}
	return err
}
