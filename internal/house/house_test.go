// Package house holds the plan of the house against the code. It has no code
// of its own.
package house

import (
	"os"
	"testing"
)

// floors, from the ground up. A package imports only what stands on a line
// below its own; two packages on one line do not know each other. The engines
// stand at the root of the module, for everybody; all else is under internal.
var floors = []string{
	"fault actor equality demo csvout",
	"survey disclose receipt",
	"tally", // counts the answers of a survey
	"schema db outbound",
	"db/dbtest",
	"locale",               // the languages of the interface
	"jobs files seal mail", // work that follows a change; addresses that only the mailer reads; the way to a mail server
	"mail/mailtest",
	"letter", // letters to people
	"record",
	"audit",
	"account evidence council",
	"consult strategy",
	"intake action draft",
	"entry custody",
	"analysis",
	"decision",
	"progress",
	"opendata", // files that other programs read
	"form",     // what is below has never heard of HTML
	"page browse question",
	"page/pagetest host crawl print",
	"files/filesweb letter/letterweb account/accountweb draft/draftweb entry/entryweb custody/custodyweb record/recordweb council/councilweb consult/consultweb strategy/strategyweb intake/intakeweb action/actionweb analysis/analysisweb analysis/releaseweb decision/decisionweb progress/progressweb",
	"definition/invent",
	"definition",
	"app bench backup",
	"cli",
	"cmd/folkmoot",
}

// notBuilt are the rooms of the plan that are not there yet. Whoever builds one
// takes it out of this list.
var notBuilt = set("")

// engines are pure: nothing goes in or out of them but arguments and results,
// so that anybody can use them, and check them.
var engines = set("survey tally disclose receipt")

// atTheRoot are the folders that stand at the root of the module: the engines,
// and the demonstration county, which is files.
var atTheRoot = set("survey tally disclose receipt demo")

// testRooms are for tests. They may take a clock and an environment from
// nowhere, and no other code may enter them.
var testRooms = set("db/dbtest mail/mailtest page/pagetest browse crawl")

// begins says on which floor a package of Go's library begins to be allowed.
var begins = map[string]string{"net/http": "page", "html/template": "page", "database/sql": "db"}

// sooner are the rooms further down that may use such a package all the same:
// whoever goes out of the house speaks HTTP, and serves nobody.
var sooner = map[string]map[string]bool{"net/http": set("outbound")}

// outOnly is how a connection to somewhere else is made, and only the rooms that
// goOut may: the others ask outbound, which looks where it goes.
var (
	outOnly = set(
		"http.DefaultClient http.DefaultTransport http.Client http.Transport http.Get http.Head http.Post http.PostForm net.Dial net.DialTimeout net.DialTCP net.DialUDP net.DialUnix net.DialIP net.Dialer tls.Dial tls.DialWithDialer tls.Dialer",
	)
	goOut = set("outbound bench cli cmd/folkmoot")
)

// confined are imports that belong to one part of the house: whoever needs what
// they do asks there.
var confined = map[string]map[string]bool{
	"database/sql":                 set("db db/dbtest"),
	"modernc.org/sqlite":           set("db"),
	"github.com/jackc/pgx/v5":      set("db db/dbtest"),
	"github.com/pressly/goose/v3":  set("db"),
	"github.com/goccy/go-yaml":     set("definition"),
	"github.com/chromedp/chromedp": set("browse"),
	"github.com/chromedp/cdproto":  set("browse"),
}

const (
	maxLines = 400 // of a file that is not a test
	maxDoors = 12  // packages of ours that one package imports
)

// moreDoors are the rooms whose work is to know the others: one puts the house
// together, one reads the files that describe all of it.
var moreDoors = map[string]int{"app": 50, "definition": 20}

// TestHouse holds the plan against the code as it stands.
func TestHouse(t *testing.T) {
	found, err := inspect(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range found {
		t.Error(fault)
	}
}
