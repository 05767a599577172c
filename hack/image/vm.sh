# The VM image: MBR + syslinux on FAT, Debian's cloud kernel, a busybox root on ext4. Sourced, not run.
#
# No step mounts anything or needs root: FAT is written by mtools, ext4 by debugfs, so every file
# belongs to root and has the fixed time whoever builds.

vm_packages=(kernel busybox-static dropbear-bin libc6 libcrypt1 libgmp10 libtomcrypt1 libtommath1 zlib1g
  wide-dhcpv6-client libfl2) # busybox has no client for DHCPv6
vm_tools=(syslinux syslinux-common mtools e2fsprogs qemu-utils) # their versions shape the bytes too
boot_mib=32                                                     # FAT partition: kernel (14 MiB) and initramfs
disk_mib=256                                                    # whole disk; the root file system has the rest
initrd_modules="virtio_pci virtio_blk"
root_modules="virtio_net isofs button evdev virtio_balloon virtio_rng virtio_console"
kernel_options="console=ttyS0 root=/dev/vda2 quiet no_timer_check mitigations=off nokaslr audit=0 \
cryptomgr.notests random.trust_cpu=on rcupdate.rcu_expedited=1 8250.nr_uarts=1 i8042.noaux i8042.nokbd"

build_vm() {
  need syslinux=syslinux mcopy=mtools mformat=mtools mke2fs=e2fsprogs debugfs=e2fsprogs qemu-img=qemu-utils cpio=cpio
  [ -f /usr/lib/syslinux/mbr/mbr.bin ] || need mbr.bin=syslinux-common
  local image=$out/ciao-tiny.qcow2
  resolve_debs "${vm_packages[@]}"
  vm_manifest >"$work/manifest"
  if cmp -s "$work/manifest" "$image.manifest" && (cd "$out" && sha256sum --status -c ciao-tiny.qcow2.sha256 2>/dev/null); then
    say "$image is up to date"
    return
  fi
  say "building $image"
  fetch_debs "${vm_packages[@]}"
  unpack_debs "$work/pkg"
  kernel_modules
  make_initramfs
  make_root_tree
  make_root_fs
  make_boot_fs
  make_disk
  publish_vm "$image"
}

vm_manifest() {
  echo "sources $(sources_hash common.sh vm.sh guest)"
  deb_versions
  dpkg-query -W -f 'tool ${Package} ${Version}\n' "${vm_tools[@]}" | sort
}

# The manifest goes last: it is what says "up to date". A rename keeps running readers of the old file whole.
publish_vm() {
  local image=$1
  vm_manifest >"$work/manifest" # again: fetching may have brought newer versions
  rm -f "$image.manifest"
  mv "$work/disk.qcow2" "$image.new"
  (cd "$out" && mv ciao-tiny.qcow2.new ciao-tiny.qcow2 && sha256sum ciao-tiny.qcow2 >ciao-tiny.qcow2.sha256)
  mv "$work/manifest" "$image.manifest"
  say "built $image: $(stat -c %s "$image") bytes, sha256 $(cut -d' ' -f1 "$image.sha256")"
}

kernel_modules() {
  version=$(ls "$work/pkg/lib/modules")
  modules=$work/pkg/lib/modules/$version
  "$work/pkg/bin/busybox" depmod -b "$work/pkg" "$version"
}

# load_order NAME...: paths of the modules and of all that they need, in the order to load them.
load_order() {
  awk -F: -v wanted="$*" '
    function add(path,   n, parts, i) {
      if (path in done) return
      done[path] = 1
      n = split(needs[path], parts, " ")
      for (i = n; i > 0; i--) add(parts[i])
      print path
    }
    { needs[$1] = $2; name = $1; sub(/.*\//, "", name); sub(/\.ko.*/, "", name); gsub(/-/, "_", name); path_of[name] = $1 }
    END {
      count = split(wanted, names, " ")
      for (k = 1; k <= count; k++) {
        if (!(names[k] in path_of)) { print "no kernel module " names[k] > "/dev/stderr"; exit 1 }
        add(path_of[names[k]])
      }
    }' "$modules/modules.dep"
}

# put_modules DIR NAME...: copies modules into DIR, with DIR/order listing them as they must be loaded.
put_modules() {
  local dir=$1 path
  shift
  mkdir -p "$dir"
  load_order "$@" >"$work/order" || die "kernel $version lacks a module"
  : >"$dir/order"
  while read -r path; do
    [ ! -e "$work/initramfs/modules/${path##*/}" ] || continue # loaded by then
    cp "$modules/$path" "$dir/"
    echo "${path##*/}" >>"$dir/order"
  done <"$work/order"
}

make_initramfs() {
  local tree=$work/initramfs
  mkdir -p "$tree"/{bin,dev,proc,sys,new}
  cp "$work/pkg/bin/busybox" "$tree/bin/"
  for applet in sh mount insmod cat usleep switch_root; do ln -s busybox "$tree/bin/$applet"; done
  put_modules "$tree/modules" $initrd_modules
  install -m 755 "$parts/guest/initramfs-init" "$tree/init"
  find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  (cd "$tree" && find . | sort | cpio -o -H newc -R 0:0 --reproducible --quiet | gzip -9n) >"$work/initrd.gz"
}

make_root_tree() {
  root=$work/root
  mkdir -p "$root"/{bin,dev,etc/acpi/PWRF,etc/dropbear,lib/x86_64-linux-gnu,lib64,mnt,proc,root,run,sbin,sys,tmp}
  mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib/ciao,var/lib/ciao,var/lib/dhcpv6}
  cp "$work/pkg/bin/busybox" "$root/bin/"
  applet_links "$root/bin/busybox" "$root/bin"
  for name in init poweroff reboot halt; do ln -s ../bin/busybox "$root/sbin/$name"; done
  cp "$work/pkg/usr/sbin/"{dropbear,dhcp6c} "$root/usr/sbin/"
  cp "$work/pkg/usr/bin/"{dbclient,dropbearkey} "$root/usr/bin/"
  copy_libraries usr/sbin/dropbear usr/sbin/dhcp6c usr/bin/dbclient usr/bin/dropbearkey
  put_modules "$root/lib/modules" $root_modules
  cp "$parts/guest/etc/"* "$root/etc/"
  install -m 755 "$parts/guest/lib/"* "$root/usr/lib/ciao/"
  # acpid of busybox runs the file named after the event's number, not PWRF itself.
  ln -s ../../../usr/lib/ciao/power-button "$root/etc/acpi/PWRF/00000080"
}

# copy_libraries PROGRAM...: what the dynamic loader of the packages itself finds for these programs.
copy_libraries() {
  local pkg=$work/pkg loader=$work/pkg/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 program
  for program in "$@"; do
    "$loader" --inhibit-cache --library-path "$pkg/lib/x86_64-linux-gnu:$pkg/usr/lib/x86_64-linux-gnu" \
      --list "$pkg/$program"
  done >"$work/libraries" || die "a library of a program is missing from the package list in $parts/vm.sh"
  awk '$2 == "=>" { print $3 }' "$work/libraries" | grep "^$pkg/" | sort -u | while read -r path; do
    cp -L "$path" "$root/lib/x86_64-linux-gnu/"
  done
  cp -L "$loader" "$root/lib64/"
  rm -f "$root/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
}

# An ext4 of fixed UUID, hash seed and times, filled in sorted order.
make_root_fs() {
  local id=6369616f-0000-4000-8000-74696e790001
  export E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH
  truncate -s $((disk_mib - boot_mib - 1))M "$work/root.ext4"
  mke2fs -q -F -t ext4 -b 1024 -N 4096 -L ciao-root -U $id -J size=4 -O ^metadata_csum,^64bit \
    -E hash_seed=$id,lazy_itable_init=0,lazy_journal_init=0,nodiscard,root_owner=0:0 "$work/root.ext4"
  debugfs_script >"$work/debugfs.in"
  debugfs -w -f "$work/debugfs.in" "$work/root.ext4" >/dev/null 2>"$work/debugfs.err"
  # debugfs ends with 0 whatever happens; its first line is the version.
  sed 1d "$work/debugfs.err" >"$work/debugfs.trouble"
  [ ! -s "$work/debugfs.trouble" ] || die "debugfs: $(head -n1 "$work/debugfs.trouble")"
}

debugfs_script() {
  (cd "$root" && find . -mindepth 1 | sort) | sed 's/^\.//' | while read -r path; do
    if [ -L "$root$path" ]; then echo "symlink $path $(readlink "$root$path")"
    elif [ -d "$root$path" ]; then echo "mkdir $path"
    else
      echo "write $root$path $path"
      echo "set_inode_field $path mode 0100$(stat -c %a "$root$path")"
    fi
  done
  echo "set_inode_field /root mode 040700"
  echo "set_inode_field /tmp mode 041777"
}

make_boot_fs() {
  local fat=$work/boot.fat
  export MTOOLS_SKIP_CHECK=1
  cat >"$work/syslinux.cfg" <<CFG
SERIAL 0 115200
DEFAULT ciao
LABEL ciao
  KERNEL /vmlinuz
  INITRD /initrd.gz
  APPEND $kernel_options
CFG
  cp "$work/pkg/boot/vmlinuz-$version" "$work/vmlinuz"
  truncate -s ${boot_mib}M "$fat"
  mformat -i "$fat" -h 16 -s 63 -T $((boot_mib * 2048)) -H 2048 -N 6369616f -v CIAO-BOOT ::
  touch -d "@$SOURCE_DATE_EPOCH" "$work"/{vmlinuz,initrd.gz,syslinux.cfg}
  mcopy -m -i "$fat" "$work/vmlinuz" "$work/initrd.gz" "$work/syslinux.cfg" ::
  syslinux --install "$fat"
}

# le32 NUMBER: four bytes, least first, as printf escapes.
le32() { printf '\\x%02x\\x%02x\\x%02x\\x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24)); }

# One entry of the partition table: flag, type, first sector, sector count; CHS fields say "use LBA".
partition() { printf "\\x$1\\xfe\\xff\\xff\\x$2\\xfe\\xff\\xff$(le32 "$3")$(le32 "$4")"; }

make_disk() {
  local disk=$work/disk.raw boot=$((boot_mib * 2048)) total=$((disk_mib * 2048))
  truncate -s ${disk_mib}M "$disk"
  {
    head -c 440 /usr/lib/syslinux/mbr/mbr.bin
    head -c $((446 - $(stat -c %s /usr/lib/syslinux/mbr/mbr.bin))) /dev/zero
    partition 80 06 2048 $boot
    partition 00 83 $((2048 + boot)) $((total - 2048 - boot))
    head -c 32 /dev/zero
    printf '\x55\xaa'
  } >"$work/mbr"
  [ "$(stat -c %s "$work/mbr")" -eq 512 ] || die "the boot sector has not 512 bytes: unknown syslinux version?"
  dd if="$work/mbr" of="$disk" conv=notrunc status=none
  dd if="$work/boot.fat" of="$disk" bs=1M seek=1 conv=notrunc,sparse status=none
  dd if="$work/root.ext4" of="$disk" bs=1M seek=$((1 + boot_mib)) conv=notrunc,sparse status=none
  qemu-img convert -f raw -O qcow2 -m 1 "$disk" "$work/disk.qcow2"
}
