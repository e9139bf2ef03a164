package consultweb

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page"
)

func TestLook(t *testing.T) {
	if os.Getenv("LOOK") == "" {
		t.Skip()
	}
	d := dbtest.Open(t, t.TempDir()+"/x.db")
	d.SetClock(func() time.Time { return dbtest.Now })
	h, _ := site(t, d)
	h.Site.Nav = []page.Link{{"Have your say", "/consultations"}, {"Strategies", "/strategies"}}
	srv := httptest.NewServer(h.Site)
	defer srv.Close()
	for name, p := range map[string]string{"list": "/consultations", "open": "/consultations/park", "closed": "/consultations/equality-strategy", "register": "/consultations/libraries", "doc": "/consultations/park/documents/plan?edition=translation-ur", "none": "/consultations?q=zep&state=open"} {
		for _, size := range []string{"1280,1800", "500,2400"} {
			out, err := exec.Command("/tmp/consult-chromium", "--headless", "--no-sandbox", "--disable-gpu", "--single-process", "--no-zygote", "--hide-scrollbars", "--window-size="+size, "--screenshot=/tmp/look-"+name+"-"+size[:3]+".png", srv.URL+p).CombinedOutput()
			if err != nil {
				t.Log(string(out), err)
			}
		}
	}
}
