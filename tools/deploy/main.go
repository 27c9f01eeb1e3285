// What docker compose and Kubernetes would say of files, said without either: for tests of what is deployed.
//
//	deploycheck compose FILE   reads a compose file as docker compose does, and prints it as JSON
//	deploycheck manifests      reads manifests on standard input, and names what Kubernetes' own types refuse
//
// It opens no connection.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"k8s.io/apimachinery/pkg/runtime"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

// Kinds that are no part of Kubernetes, of which nothing is known here.
var foreign = map[string]bool{"monitoring.coreos.com/v1": true}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(words []string) error {
	switch {
	case len(words) == 2 && words[0] == "compose":
		return compose(words[1])
	case len(words) == 1 && words[0] == "manifests":
		return manifests(os.Stdin)
	default:
		return errors.New("usage: deploycheck compose FILE | deploycheck manifests < FILE")
	}
}

// compose checks a file against the compose specification's schema and its rules beyond it.
func compose(path string) error {
	options, err := cli.NewProjectOptions([]string{path}, cli.WithOsEnv, cli.WithName("remit"))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	told, err := project.MarshalJSON()
	if err != nil {
		return err
	}
	fmt.Println(string(told))
	return nil
}

// manifests decodes each document strictly: an unknown or doubled field, or a value of another type, is an error.
func manifests(from io.Reader) error {
	strict := jsonserializer.NewSerializerWithOptions(
		jsonserializer.DefaultMetaFactory, scheme.Scheme, scheme.Scheme,
		jsonserializer.SerializerOptions{Yaml: true, Strict: true},
	)
	reader := yaml.NewYAMLReader(bufio.NewReader(from))
	var faults []string
	for count := 0; ; {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			if count == 0 {
				return errors.New("there is no manifest")
			}
			break
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(document)) == 0 {
			continue
		}
		count++
		if fault := check(document, strict); fault != "" {
			faults = append(faults, fault)
		}
	}
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "\n"))
	}
	return nil
}

func check(document []byte, strict runtime.Decoder) string {
	var named struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	plain, err := yaml.ToJSON(document)
	if err == nil {
		err = json.Unmarshal(plain, &named)
	}
	if err == nil && named.Metadata.Name == "" {
		err = errors.New("it has no name")
	}
	if err == nil && !foreign[named.APIVersion] {
		_, _, err = strict.Decode(document, nil, nil)
	}
	if err != nil {
		return fmt.Sprintf("%s %s: %v", named.Kind, named.Metadata.Name, err)
	}
	return ""
}
