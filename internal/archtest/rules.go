package archtest

import (
	"regexp"
	"strings"
)

// The lists behind the rules. A package is named by its path from the module
// root, several by patterns for path.Match separated by spaces.

// Limits on a file or a package.
const (
	maxLines   = 400     // a Go file that is not a test; more is a warning
	maxImports = 12      // packages of the module that a package imports; more is a warning
	maxColumns = 140     // characters of a line in a Go file
	maxBytes   = 1 << 20 // a committed file
)

// largeFiles are the committed files that may be larger than maxBytes.
var largeFiles = set("internal/locale/messages/gu.json internal/locale/messages/ur.json")

// builtFolders are folders of a checkout that tools fill.
var builtFolders = set(".git node_modules bin data .tools artefacts")

// vagueNames are names of packages that say nothing.
var vagueNames = set("util utils common helper helpers misc lib shared core base models model types interfaces")

// webBegins is the package from whose row upwards HTTP and HTML are known.
const webBegins = "internal/page"

// webImports are the libraries for HTTP and HTML, and the packages below
// webBegins that may import them all the same.
var webImports = map[string]string{
	"net/http":      "internal/outbound",
	"html/template": "",
}

// confined are imports, with what is below them, that only some packages may use.
var confined = map[string]string{
	"database/sql":                 "internal/db internal/db/dbtest",
	"modernc.org/sqlite":           "internal/db",
	"github.com/jackc/pgx/v5":      "internal/db internal/db/dbtest",
	"github.com/pressly/goose/v3":  "internal/db",
	"github.com/goccy/go-yaml":     "internal/definition",
	"github.com/chromedp/chromedp": "internal/browsertest internal/print",
	"github.com/chromedp/cdproto":  "internal/browsertest internal/print",
	"golang.org/x/tools":           "internal/archtest",
	"golang.org/x/oauth2":          "internal/signin", // makes requests with a client of its own unless it is given one
	"github.com/coreos/go-oidc/v3": "internal/signin", // the same
	"os/exec":                      "internal/archtest internal/bench internal/files internal/print",
	"plugin":                       "",
	"unsafe":                       "",
}

// impure are the packages of the standard library that do I/O, tell the time
// or draw random numbers, with what is below them. No engine imports them.
var impure = strings.Fields("os net database log io/fs io/ioutil path/filepath embed syscall math/rand crypto/rand " +
	"testing plugin expvar unsafe html/template runtime")

// engineLibraries are the modules outside the standard library that an engine may import.
var engineLibraries = strings.Fields("golang.org/x/mod golang.org/x/text")

// ambient are functions and variables that take the time, a context or a
// setting from the surroundings instead of from an argument.
var ambient = set("time.Now time.Since time.Until time.Local context.Background context.TODO " +
	"os.Getenv os.LookupEnv os.Environ os.ExpandEnv syscall.Getenv syscall.Environ " +
	"golang.org/x/sys/unix.Getenv golang.org/x/sys/unix.Environ")

// ambientAllowed are the packages that start the program.
const ambientAllowed = "cmd/*"

// outgoing are the functions, variables and types with which a program makes
// connections to somewhere else.
var outgoing = set("net/http.DefaultClient net/http.DefaultTransport net/http.Client net/http.Transport " +
	"net/http.Get net/http.Head net/http.Post net/http.PostForm " +
	"net.Dial net.DialTimeout net.DialTCP net.DialUDP net.DialUnix net.DialIP net.Dialer " +
	"crypto/tls.Dial crypto/tls.DialWithDialer crypto/tls.Dialer " +
	"net.ListenPacket net.ListenUDP net.ListenIP net.ListenUnixgram net.ListenMulticastUDP net.FileConn net.FilePacketConn " +
	"net.Resolver net.DefaultResolver net.LookupHost net.LookupAddr net.LookupCNAME net.LookupIP net.LookupMX net.LookupNS " +
	"net.LookupSRV net.LookupTXT " +
	"net/smtp.Dial net/smtp.SendMail net/rpc.Dial net/rpc.DialHTTP net/rpc.DialHTTPPath net/rpc/jsonrpc.Dial " +
	"net/textproto.Dial log/syslog.Dial log/syslog.New log/syslog.NewLogger " +
	"net/http/httputil.ReverseProxy net/http/httputil.NewSingleHostReverseProxy syscall.Connect")

// outgoingAllowed are the packages that make connections themselves. All
// others ask outbound, which checks the destination.
const outgoingAllowed = "internal/outbound internal/bench internal/cli cmd/*"

// dbPackage is the package that runs SQL.
const dbPackage = "internal/db"

// assembledAllowed are the packages that take names of tables from the
// migrations, and bench, which creates tables to measure in.
const assembledAllowed = "internal/audit internal/db internal/db/dbtest internal/backup internal/bench"

// oneEngine is SQL that only one of the two databases has, or that they
// understand differently.
var oneEngine = regexp.MustCompile(`(?i)\bI?LIKE\b|->>|\bFOR\s+UPDATE\b|\bSKIP\s+LOCKED\b|\bnow\s*\(\s*\)` +
	`|\bCURRENT_TIMESTAMP\b|\bjson_\w+\s*\(|\bGLOB\b|\bMERGE\s+INTO\b|\bANY\s*\(\s*\$`)

// oneEngineTypes are types of columns that the two databases do not share.
var oneEngineTypes = set("INTEGER INT SERIAL BIGSERIAL AUTOINCREMENT TIMESTAMP TIMESTAMPTZ DATE JSON JSONB BYTEA " +
	"VARCHAR REAL NUMERIC CURRENT_TIMESTAMP")

func set(words string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		s[word] = true
	}
	return s
}

// under reports whether an import path is prefix or below it.
func under(prefix, path string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
