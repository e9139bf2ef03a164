package analysis

import "github.com/folkmoot/folkmoot/internal/intake"

// Channel is the way by which a response came. It knows its name in words.
type Channel = intake.Channel
