package print

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pdf opens address with scripts disabled in the browser program and prints it. The browser keeps its files in folder
// and has no environment except for the paths it needs. It has ended when pdf returns, and is killed when ctx is done.
func pdf(ctx context.Context, program, folder, address string) (file []byte, err error) {
	var output bytes.Buffer
	ctx, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(folder),
		chromedp.NoInheritEnv,
		chromedp.Env("HOME="+folder, "TMPDIR="+folder, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"),
		// Chromium does not start as root otherwise, and it only loads our own pages.
		chromedp.Flag("no-sandbox", os.Geteuid() == 0),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true),
		// Whatever a page says, the browser finds no other host, also not through a name.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.CombinedOutput(&output),
	)...)
	ctx, kill := chromedp.NewContext(ctx)
	defer func() {
		kill()
		stop()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, output.Bytes()[max(0, output.Len()-500):])
		}
	}()
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	defer chromedp.Cancel(ctx) // asks the browser to end, so that none of its processes writes to folder any more

	noScripts := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, noScripts); err != nil {
		return nil, err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx,
		chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged()))
}
