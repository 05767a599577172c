# The container image ciao/tiny:latest: busybox and one script. Sourced, not run.

container_name=ciao/tiny:latest
container_label=io.ciao.image.sha256
container_packages=(busybox-static)

build_container() {
  need docker=docker.io
  docker version >/dev/null 2>"$work/docker.err" ||
    die "no Docker engine answers at ${DOCKER_HOST:-the default socket} ($(tail -n1 "$work/docker.err")); start one or pass --docker-host URL"
  resolve_debs "${container_packages[@]}"
  local hash have
  hash=$(container_hash)
  have=$(docker image inspect -f "{{index .Config.Labels \"$container_label\"}}" $container_name 2>/dev/null || true)
  if [ "$have" = "$hash" ]; then
    say "$container_name is up to date in the Docker engine"
    return
  fi
  say "building $container_name"
  fetch_debs "${container_packages[@]}"
  hash=$(container_hash) # again: fetching may have brought a newer version
  make_container_tree
  tar -C "$work/container" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -cf "$work/container.tar" .
  local old
  old=$(docker image inspect -f '{{.Id}}' $container_name 2>/dev/null || true)
  docker import -m "busybox from Debian" -c 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' -c 'EXPOSE 80' \
    -c 'CMD ["/usr/bin/ciao-tiny"]' -c "LABEL $container_label=$hash" "$work/container.tar" $container_name >"$work/image-id" ||
    die "docker import of $container_name failed"
  # The build before lost its name; it goes unless a container still uses it.
  [ -z "$old" ] || docker image rm "$old" >/dev/null 2>&1 || true
  say "built $container_name: $(stat -c %s "$work/container.tar") bytes, layer sha256 $(sha256sum <"$work/container.tar" | cut -d' ' -f1)"
}

container_hash() {
  { sources_hash common.sh container.sh container; deb_versions; } | sha256sum | cut -d' ' -f1
}

make_container_tree() {
  local tree=$work/container
  unpack_debs "$work/container-pkg"
  mkdir -p "$tree"/{bin,dev,etc,proc,root,run,sys,tmp,usr/bin,var}
  chmod 700 "$tree/root"
  chmod 1777 "$tree/tmp"
  cp "$work/container-pkg/bin/busybox" "$tree/bin/"
  applet_links "$tree/bin/busybox" "$tree/bin"
  install -m 755 "$parts/container/ciao-tiny" "$tree/usr/bin/"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
  echo 'root:x:0:' >"$tree/etc/group"
  echo 'hosts: files dns' >"$tree/etc/nsswitch.conf"
}
