;; The inner loop of the gradient of a depthwise convolution by its filter, 16 channels at a time.
;; `add-products.ts` holds it assembled, which its test sees to: after a change, put there what the test says it should be.
(module
  (memory (export "memory") 1)

  ;; For each channel: sums += the sum over positions of x * dy. Addresses and steps are in bytes; `count` positions and
  ;; `blocks` of 16 channels, both at least 1.
  (func (export "addProducts")
    (param $sums i32) (param $x i32) (param $xStep i32) (param $dy i32) (param $dyStep i32)
    (param $count i32) (param $blocks i32)
    (local $left i32) (local $a i32) (local $b i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (loop $block
      (local.set $s0 (v128.load offset=0 (local.get $sums)))
      (local.set $s1 (v128.load offset=16 (local.get $sums)))
      (local.set $s2 (v128.load offset=32 (local.get $sums)))
      (local.set $s3 (v128.load offset=48 (local.get $sums)))
      (local.set $a (local.get $x))
      (local.set $b (local.get $dy))
      (local.set $left (local.get $count))
      (loop $position
        (local.set $s0 (f32x4.add (local.get $s0)
          (f32x4.mul (v128.load offset=0 (local.get $a)) (v128.load offset=0 (local.get $b)))))
        (local.set $s1 (f32x4.add (local.get $s1)
          (f32x4.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
        (local.set $s2 (f32x4.add (local.get $s2)
          (f32x4.mul (v128.load offset=32 (local.get $a)) (v128.load offset=32 (local.get $b)))))
        (local.set $s3 (f32x4.add (local.get $s3)
          (f32x4.mul (v128.load offset=48 (local.get $a)) (v128.load offset=48 (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (local.get $xStep)))
        (local.set $b (i32.add (local.get $b) (local.get $dyStep)))
        (br_if $position (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (v128.store offset=0 (local.get $sums) (local.get $s0))
      (v128.store offset=16 (local.get $sums) (local.get $s1))
      (v128.store offset=32 (local.get $sums) (local.get $s2))
      (v128.store offset=48 (local.get $sums) (local.get $s3))
      (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
      (local.set $x (i32.add (local.get $x) (i32.const 64)))
      (local.set $dy (i32.add (local.get $dy) (i32.const 64)))
      (br_if $block (local.tee $blocks (i32.sub (local.get $blocks) (i32.const 1)))))))
